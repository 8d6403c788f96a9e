"""The row of nllax.normal."""

import nllax
from cases._case import Case
from cases._densities import log_ndtr, mirrored, normal
from cases._families import LOCATION_SCALE

CASE = Case(
    distribution=nllax.normal,
    density=normal,
    log_cdf=log_ndtr,
    log_sf=mirrored(log_ndtr),
    **LOCATION_SCALE,
)
