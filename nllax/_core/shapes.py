"""The strict shape rule of losses: a parameter has the target's batch shape or none at all."""

import math

Shape = tuple[int, ...]


def check_batch_shape(
    owner: str, name: str, shape: Shape, target: Shape, *, scalar: bool, note: str = "", against: str = "the target"
) -> None:
    """Raise unless `shape` is the batch shape of the target, or `()` where a `scalar` is welcome.

    A `note` takes the place of the cure at the end of the message; `against` says what the target is.

    Raises:
      ValueError: naming both shapes, what broadcasting would have done, the likely cause and the cure.
    """
    if shape == target or (scalar and shape == ()):
        return
    array = "y" if against == "the target" else against
    raise ValueError(
        f"{owner}: {name} has batch shape {shape}, {against} {target}{'' if note else _consequence(shape, target)}. "
        f"{note or _cure(name, shape, target, array)}"
    )


def _consequence(shape: Shape, target: Shape) -> str:
    try:
        result = broadcast(shape, target)
    except ValueError:
        return ""
    terms, samples = math.prod(result), math.prod(target)
    return f": broadcasting would make {terms} terms of {samples} samples"


def broadcast(a: Shape, b: Shape) -> Shape:
    """The shape that NumPy would give to a pair of arrays."""
    rank = max(len(a), len(b))
    pairs = zip((1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b, strict=True)
    return tuple(_broadcast_axis(m, n) for m, n in pairs)


def _broadcast_axis(m: int, n: int) -> int:
    if m != n and 1 not in (m, n):
        raise ValueError(f"axes of {m} and {n}")
    return n if m == 1 else m


def _cure(name: str, shape: Shape, target: Shape, array: str) -> str:
    if shape == (*target, 1):
        return f"Did you mean {name}.squeeze(-1)?"
    if target == (*shape, 1):
        return f"Did you mean {array}.squeeze(-1)?"
    if len(shape) == len(target) and shape[1:] == target[1:] and 1 not in (shape[0], target[0]):
        return f"There are {target[0]} rows of {array} and {shape[0]} of {name}: pair each sample with its prediction."
    if math.prod(shape) == math.prod(target):
        return f"Did you mean {name}.reshape({array}.shape)?"
    try:
        fits = broadcast(shape, target) == target
    except ValueError:
        fits = False
    if fits:
        return f"If every sample shares it, say so: jnp.broadcast_to({name}, {target})."
    return "Give each target its own prediction, of the same shape."
