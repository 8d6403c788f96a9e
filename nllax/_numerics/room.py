"""How much room there is up to a pole, without the rounding of what approaches it."""

from typing import NamedTuple

from jax import Array

from nllax._numerics.opaque import opaque
from nllax._numerics.two_float import product_with_error


class Quotient(NamedTuple):
    """A number as a quotient, of a top by a positive bottom."""

    top: Array
    bottom: Array


def whole(x: Array) -> Quotient:
    """X over 1."""
    return Quotient(x, opaque(1, x))


def inverse(x: Array) -> Quotient:
    """1 over a positive x."""
    return Quotient(opaque(1, x), x)


def product_and_room(x: Array, a: Quotient, b: Quotient) -> tuple[Array, Array]:
    """A times b, and x less that, both to a few units of eps."""
    (top, top_rest), (bottom, bottom_rest) = (product_with_error(*factors) for factors in zip(a, b, strict=True))
    whole, whole_rest = product_with_error(x, bottom)
    return top / bottom, ((whole - top) + (whole_rest + x * bottom_rest - top_rest)) / bottom
