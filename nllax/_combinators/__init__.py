"""One combinator per file: from distributions to a distribution."""
