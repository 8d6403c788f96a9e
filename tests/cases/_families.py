"""What rows of one kind share: points, units, illegal values, boxes."""

import math
from typing import Any

import numpy as np

from cases._case import INF, NAN
from cases._draws import location_scale, log_box, scaled


def half_line(*values):
    """The pieces of a positive target."""
    return ((0.0, INF),)


LOCATION_SCALE: dict[str, Any] = {
    "typical": tuple(
        (y, (loc, scale)) for y in (-3.25, -0.1, 0.0, 0.7, 2.5) for loc, scale in ((0.0, 1.0), (0.3, 0.45), (-1.5, 7.0))
    ),
    "hard": tuple(
        (loc + z * scale, (loc, scale))
        for z in (-1024.0, -39.5, -6.25, 0.0078125, 12.5, 9999.0)
        for loc, scale in ((0.0, 2.0**-20), (0.0, 2.0**20), (1.0, 0.5))
    ),
    "scales": {"y": lambda loc, scale: scale, "loc": lambda loc, scale: scale, "scale": lambda loc, scale: scale},
    "outside": (INF, -INF),
    "illegal": {"loc": (INF, -INF, NAN), "scale": (0.0, -1.0, INF, NAN)},
    "box": location_scale,
    "pieces": lambda loc, scale: ((-INF, loc), (loc, INF)),
    "ends": lambda loc, scale: [loc + z * scale for z in (-30.0, -7.0, -1.01, -0.99, -0.4, 0.3, 1.5, 9.0)],
    "everyday": {"loc": (-3.0, 3.0), "scale": (0.5, 3.0)},
}


LOG_LOCATION_SCALE: dict[str, Any] = {
    "typical": tuple((y, v) for y in (0.05, 0.9, 2.5, 11.0) for v in ((0.0, 0.35), (0.3, 0.15), (-1.5, 0.25))),
    "hard": (
        (1.2e-38, (-87.3, 1.0)),
        (5e37, (87.0, 0.001)),
        (1e-30, (5.0, 0.125)),
        (1e30, (-5.0, 8.0)),
        (2.7182817, (1.0, 2.0**-20)),
        (20.0, (2.9957323, 1e-6)),
        (0.5, (3.0, 2.0**20)),
        (1.0, (0.0, 1e-6)),
        (1.0000001, (0.0, 1e-6)),
        (40.0, (0.0, 0.1)),
    ),
    "scales": {"loc": lambda loc, scale: scale, "scale": lambda loc, scale: scale},
    "relative": True,
    "outside": (-1.0, 0.0, INF, -INF),
    "illegal": {"loc": (INF, -INF, NAN), "scale": (0.0, -1.0, INF, NAN)},
    "box": log_box,
    "pieces": half_line,
    "probes": lambda loc, scale: np.exp(loc + np.linspace(-6.0, 6.0, 49) * scale + 0.01),
    "ends": lambda loc, scale: [math.exp(loc + z * scale) for z in (-20.0, -7.0, -1.01, -0.99, -0.4, 0.3, 1.5, 9.0)],
    "everyday": {"loc": (-3.0, 3.0), "scale": (0.05, 2.0)},
}


HALF_LINE_SCALE: dict[str, Any] = {
    "typical": tuple((y, (scale,)) for y in (0.1, 0.7, 2.5) for scale in (0.45, 1.0, 3.0)),
    "hard": (
        (0.0, (3.0,)),
        (0.0, (1e-6,)),
        (1e-30, (2e-6,)),
        (6.2e-5, (1e-6,)),
        (1e10, (1e6,)),
        (39.5, (1.0,)),
        (1e-8, (0.5,)),
    ),
    "scales": {"y": lambda scale: scale, "scale": lambda scale: scale},
    "outside": (-1.0, -1e-30, INF, -INF),
    "illegal": {"scale": (0.0, -1.0, INF, NAN)},
    "box": lambda rng, n: scaled(rng, n),
    "pieces": half_line,
    "probes": lambda scale: np.geomspace(0.002, 7.0, 49) * scale,
    "ends": lambda scale: [z * scale for z in (0.01, 0.7, 0.99, 1.01, 3.0, 7.0)],
    "everyday": {"scale": (0.05, 20.0)},
}


def shaped(name, unit, typical, hard, illegal, shapes, *, first=False, limit=lambda shape: 1e4, everyday=None):
    """A family of location, scale and one shape more, which comes first or last.

    `hard` holds pairs of a standardised target and a shape; the box draws `shapes(rng, n)`, and targets up to
    `limit(shape)` scales.
    """

    def order(loc, scale, shape):
        return (shape, loc, scale) if first else (loc, scale, shape)

    def box(rng, n):
        y, loc, scale = location_scale(rng, n)
        shape = shapes(rng, n).astype(np.float32)
        reach = np.minimum(limit(shape), 1e4) * scale
        return np.clip(y, loc - reach, loc + reach).astype(np.float32), *order(loc, scale, shape)

    at = {"loc": int(first), "scale": 1 + int(first)}
    return {
        "typical": tuple(
            (y, order(loc, scale, shape))
            for loc, scale in ((0.3, 0.45), (-1.5, 7.0))
            for shape in typical
            for y in (-3.25, -0.1, 0.7, 2.5)
        ),
        "hard": tuple(
            (loc + z * scale, order(loc, scale, shape))
            for z, shape in hard
            for loc, scale in ((0.0, 2.0**-20), (0.0, 2.0**20), (1.0, 0.3))
        ),
        "scales": dict.fromkeys(("y", "loc", "scale"), lambda *values: values[at["scale"]])
        | {name: lambda *values: unit(values[0 if first else 2])},
        "outside": (INF, -INF),
        "illegal": {"loc": (INF, NAN), "scale": (0.0, -1.0, INF, NAN), name: illegal},
        "box": box,
        "pieces": lambda *values: ((-INF, values[at["loc"]]), (values[at["loc"]], INF)),
        "probes": lambda *values: np.linspace(-6.0, 6.0, 49) * values[at["scale"]] + values[at["loc"]] + 0.01,
        "ends": lambda *values: [
            values[at["loc"]] + z * values[at["scale"]] for z in (-30.0, -7.0, -1.01, -0.99, -0.4, 0.3, 1.5, 9.0)
        ],
        "everyday": everyday and LOCATION_SCALE["everyday"] | {name: everyday},
    }


def logit_rule(low, high, step):
    """Points of the unit interval, what is left of it, and their weights in an integral: trapezoidal in the logit."""
    logit = np.arange(low, high, step)
    y, rest = 1 / (1 + np.exp(-logit)), 1 / (1 + np.exp(logit))
    return y, rest, step * y * rest


def unit_interval(*values):
    """Points of the unit interval and their weights in an integral."""
    y, _, weights = logit_rule(-80.0, 36.4, 0.04)
    return y, weights


FRACTION: dict[str, Any] = {
    "scales": {"concentration1": lambda a, b: a, "concentration0": lambda a, b: b},
    "relative": True,
    "outside": (-1e-30, -1.0, 1.000001, INF, -INF),
    "illegal": dict.fromkeys(("concentration1", "concentration0"), (0.0, -1.0, INF, NAN)),
    "nodes": unit_interval,
}


def own_size(shape):
    return shape
