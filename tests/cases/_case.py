"""What the laws need to know about a distribution: the type of a row."""

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np

import nllax
from cases._draws import log_uniform

INF, NAN = math.inf, math.nan


@dataclasses.dataclass(frozen=True)
class Case:
    """What the laws need to know about a distribution.

    Attributes:
      distribution: the record.
      density: its log-density in mpmath, `density(y, *parameters)`.
      typical: pairs of target and parameters such as a network meets every day.
      hard: pairs that a long training run drifts into.
      scales: by argument, the factor that makes its gradient free of units (`metric` of the docstrings).
      outside: targets outside the support.
      illegal: by parameter, values outside its domain.
      points: for a discrete support, targets that carry all but 1e-12 of the mass of `typical`.
      pieces: for a continuous support, intervals that cover it, split where the density is not smooth.
      atoms: points of a continuous support that have a mass, beside the density on the pieces.
      nodes: for a support of vectors or fractions instead, points that cover it and their weights in an integral.
      box: `box(rng, n)`, n random targets and parameters over everything float32 meets, for the fuzz.
      everyday: by parameter, the ends between which a network predicts it, for what float32 cannot hold further out;
        or, of vectors, a function as `box` is, of the parameters alone. Without it, that is the box.
      log_cdf: log P(Y <= y) in mpmath, where there is a closed form.
      log_sf: log P(Y > y), likewise.
      relative: whether the natural unit of the target is the target itself: a positive number of any magnitude; in
        the unit interval, y (1 - y).
      regular: whether the support is the same for all parameters, so that the score has mean zero.
      probes: targets inside the support, in ascending order, where the distribution functions are tried.
      ends: targets, in ascending order, between which log_interval and its slopes are tried.
      intervals: ends and parameters of intervals of counts, narrow and wide, where log_interval is summed up.
      spread: parameters between the typical and the hard ones, where the entropy is summed up, too.
      kink: whether the density has no derivative at a point.
      jumps: parameters in which a draw has no derivative.
      constrained: parameters that lie on a surface, so that the score in them has a mean across it.
      lacks: quantities that do not exist, with the reason.
      event_size: the lengths of the vectors that a head makes.
    """

    distribution: nllax.Distribution
    density: Callable[..., Any]
    typical: tuple[tuple[Any, tuple[Any, ...]], ...]
    hard: tuple[tuple[Any, tuple[Any, ...]], ...]
    scales: dict[str, Callable[..., Any]]
    outside: tuple[Any, ...]
    illegal: dict[str, tuple[Any, ...]]
    box: Callable[..., Any]
    points: Callable[..., Any] | None = None
    pieces: Callable[..., Any] | None = None
    atoms: tuple[float, ...] = ()
    nodes: Callable[..., Any] | None = None
    everyday: dict[str, tuple[float, float]] | Callable[..., Any] | None = None
    log_cdf: Callable[..., Any] | None = None
    log_sf: Callable[..., Any] | None = None
    relative: bool = False
    regular: bool = True
    probes: Callable[..., Any] = lambda *values: np.linspace(-6.0, 6.0, 49) * values[-1] + values[0] + 0.01
    ends: Callable[..., Any] = lambda *values: ()
    intervals: tuple[tuple[float, float, tuple[Any, ...]], ...] = ()
    spread: tuple[tuple[Any, ...], ...] = ()
    kink: Callable[..., bool] = lambda y, *parameters: False
    jumps: tuple[str, ...] = ()
    constrained: tuple[str, ...] = ()
    lacks: dict[str, str] = dataclasses.field(default_factory=dict)
    event_size: int | tuple[int, ...] = 3

    @property
    def name(self) -> str:
        return self.distribution.name

    def scale(self, name, y, values):
        """The factor that makes the gradient in an argument free of units."""
        if name == "y" and self.relative:
            return y * (1 - y) if "unit_interval" in self.distribution.support.name else y
        return self.scales.get(name, lambda *_: 1.0)(*values)

    def draw(self, seed, n, *, everyday=False):
        """N random values of every parameter, over the box or of every day: in its logarithm, if it is positive."""
        rng = np.random.default_rng(seed)
        if self.everyday is None or not everyday:
            return tuple(self.box(rng, n)[1:])
        if callable(self.everyday):
            return tuple(self.everyday(rng, n))
        ends = (self.everyday[name] for name in self.parameter_names)
        return tuple(log_uniform(rng, n, *e) if e[0] > 0 else rng.uniform(*e, n).astype(np.float32) for e in ends)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.distribution.parameters)
