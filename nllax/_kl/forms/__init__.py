"""The closed forms, one file per family of p; importing this package registers them all."""

import importlib
import pkgutil

from nllax._kl import against as _against  # the families that a summary of p is measured against
from nllax._kl.summary import cross

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

cross()
del _against
