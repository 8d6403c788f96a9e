"""Vectors of two distributions must be of one length: NumPy's rules would repeat a vector of one entry."""

from jax import Array


def check_same_size(p: Array, q: Array, owner: str) -> None:
    """Raise unless the last axes agree.

    Raises:
      ValueError: naming both lengths.
    """
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(
            f"{owner}: p and q must be of the same size, got last axes of {p.shape[-1]} and {q.shape[-1]}."
        )
