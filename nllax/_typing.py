"""The type of what users pass."""

from typing import Any, TypeAlias

Numeric: TypeAlias = Any
"""An array of real numbers or a number: JAX, NumPy or Python.

Inside a distribution's functions it is always a JAX array, because the record converts it at the door. No static type
says both, so the names of the arguments are checked and their types are not.
"""
