"""Why whole kinds of distributions lack some quantities."""

NO_CDF = dict.fromkeys(("log_cdf", "log_sf", "log_interval", "quantile"), "labels are names, not numbers")


NO_ORDER = dict.fromkeys(("log_cdf", "log_sf", "log_interval", "quantile"), "vectors have no order")
