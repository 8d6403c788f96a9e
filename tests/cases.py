"""One row per distribution. The laws in the test files are crossed with all of them.

A new distribution needs a row; `test_public_api` names the one that is missing. What a row says is data: points,
an mpmath density written from the textbook, where the density is to be integrated. References never call nllax.
"""

import dataclasses
import itertools
import math
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np

import nllax

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
      nodes: for a continuous support of vectors instead, points that cover it and their weights in an integral.
      box: `box(rng, n)`, n random targets and parameters over everything float32 meets, for the fuzz.
      log_cdf: log P(Y <= y) in mpmath, where there is a closed form.
      log_sf: log P(Y > y), likewise.
      relative: whether the natural unit of the target is the target itself: a positive number of any magnitude.
      regular: whether the support is the same for all parameters, so that the score has mean zero.
      probes: targets inside the support, in ascending order, where the distribution functions are tried.
      ends: targets, in ascending order, between which log_interval and its slopes are tried.
      kink: whether the density has no derivative at a point.
      jumps: parameters in which a draw has no derivative.
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
    nodes: Callable[..., Any] | None = None
    log_cdf: Callable[..., Any] | None = None
    log_sf: Callable[..., Any] | None = None
    relative: bool = False
    regular: bool = True
    probes: Callable[..., Any] = lambda *values: np.linspace(-6.0, 6.0, 49) * values[-1] + values[0] + 0.01
    ends: Callable[..., Any] = lambda *values: ()
    kink: Callable[..., bool] = lambda y, *parameters: False
    jumps: tuple[str, ...] = ()
    lacks: dict[str, str] = dataclasses.field(default_factory=dict)
    event_size: int | tuple[int, ...] = 3

    @property
    def name(self) -> str:
        return self.distribution.name

    def scale(self, name, y, values):
        """The factor that makes the gradient in an argument free of units."""
        if name == "y" and self.relative:
            return y
        return self.scales.get(name, lambda *_: 1.0)(*values)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.distribution.parameters)


def log_uniform(rng, n, low, high):
    return np.exp(rng.uniform(math.log(low), math.log(high), n)).astype(np.float32)


def signed(rng, n, low, high):
    return (log_uniform(rng, n, low, high) * rng.choice([-1, 1], n)).astype(np.float32)


def location_scale(rng, n):
    """Residuals from 1e-8 to 1e4 scales, scales from 1e-6 to 1e6."""
    scale = log_uniform(rng, n, 1e-6, 1e6)
    loc = signed(rng, n, 1e-3, 1e3) * scale
    return (loc + signed(rng, n, 1e-8, 1e4) * scale).astype(np.float32), loc.astype(np.float32), scale


def log_box(rng, n):
    """Targets from 1e-38 to 5e37, scales from 1e-6 to 1e6, residuals of log y from 1e-8 to 1e4 scales."""
    y = log_uniform(rng, n, 1.2e-38, 5e37)
    scale = log_uniform(rng, n, 1e-6, 1e6)
    return y, (np.log(y) + signed(rng, n, 1e-8, 1e4) * scale).astype(np.float32), scale


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
    "box": lambda rng, n: _scaled(rng, n),
    "pieces": half_line,
    "probes": lambda scale: np.geomspace(0.002, 7.0, 49) * scale,
    "ends": lambda scale: [z * scale for z in (0.01, 0.7, 0.99, 1.01, 3.0, 7.0)],
}


def _with_hard(*points):
    """A family of location and scale with hard points of its own besides."""
    return LOCATION_SCALE | {"hard": LOCATION_SCALE["hard"] + points}


def _normal(y, loc, scale):
    return -((y - loc) ** 2) / (2 * scale**2) - mp.log(scale) - mp.log(2 * mp.pi) / 2


def _laplace(y, loc, scale):
    return -abs(y - loc) / scale - mp.log(2 * scale)


def _log_ndtr(y, loc, scale):
    return mp.log(mp.erfc(-(y - loc) / (scale * mp.sqrt(2))) / 2)


def _log_laplace_cdf(y, loc, scale):
    z = (y - loc) / scale
    return z - mp.log(2) if z < 0 else mp.log1p(-mp.exp(-z) / 2)


def mirrored(log_cdf):
    """The log_sf of a distribution that is symmetric about its loc."""
    return lambda y, loc, *rest: log_cdf(2 * loc - y, loc, *rest)


def _log_hazard_cdf(hazard):
    return lambda y, *values: mp.log(-mp.expm1(-hazard(y, *values))) if y > 0 else -mp.inf


def _exponential(y, rate):
    return mp.log(rate) - rate * y


def _gamma(y, concentration, rate):
    a = concentration
    if y == 0:
        return mp.log(rate) if a == 1 else mp.inf * (1 - a)
    return a * mp.log(rate) + (a - 1) * mp.log(y) - rate * y - mp.loggamma(a)


def _inverse_gamma(y, concentration, scale):
    a = concentration
    return a * mp.log(scale) - (a + 1) * mp.log(y) - scale / y - mp.loggamma(a)


def _log_normal(y, loc, scale):
    return _normal(mp.log(y), loc, scale) - mp.log(y)


def _cauchy(y, loc, scale):
    return -mp.log1p(((y - loc) / scale) ** 2) - mp.log(mp.pi * scale)


def _log_cauchy_cdf(y, loc, scale):
    return mp.log(mp.atan2(scale, loc - y) / mp.pi)


def _logistic(y, loc, scale):
    z = (y - loc) / scale
    return -z - 2 * mp.log1p(mp.exp(-z)) - mp.log(scale)


def _log_logistic_cdf(y, loc, scale):
    return -mp.log1p(mp.exp((loc - y) / scale))


def _gumbel(y, loc, scale):
    z = (y - loc) / scale
    return -z - mp.exp(-z) - mp.log(scale)


def _log_gumbel_cdf(y, loc, scale):
    return -mp.exp((loc - y) / scale)


def _log_gumbel_sf(y, loc, scale):
    return mp.log(-mp.expm1(-mp.exp((loc - y) / scale)))


def _gumbel_box(rng, n):
    """As location_scale, but at most 60 scales below: beyond 88 the density leaves float32."""
    y, loc, scale = location_scale(rng, n)
    return np.maximum(y, loc - 60 * scale), loc, scale


def _hyperbolic_secant(y, loc, scale):
    return -mp.log(mp.cosh(mp.pi * (y - loc) / (2 * scale))) - mp.log(2 * scale)


def _log_hyperbolic_secant_cdf(y, loc, scale):
    return mp.log(2 * mp.atan(mp.exp(mp.pi * (y - loc) / (2 * scale))) / mp.pi)


def _weibull(y, concentration, scale):
    k = concentration
    if y == 0:
        return mp.log(k / scale) if k == 1 else mp.inf * (1 - k)
    return mp.log(k / scale) + (k - 1) * mp.log(y / scale) - (y / scale) ** k


def _log_logistic(y, loc, scale):
    z = (mp.log(y) - loc) / scale
    return -z - 2 * mp.log1p(mp.exp(-z)) - mp.log(scale * y)


def _log_sigmoid(z):
    return -mp.log1p(mp.exp(-z)) if z > 0 else z - mp.log1p(mp.exp(z))


def _inverse_gaussian(y, loc, concentration):
    return mp.log(concentration / (2 * mp.pi * y**3)) / 2 - concentration * (y - loc) ** 2 / (2 * loc**2 * y)


def _inverse_gaussian_parts(y, loc, concentration):
    r = mp.sqrt(concentration / (2 * y))
    image = mp.exp(2 * concentration / loc) * mp.erfc(r * (y / loc + 1)) / 2
    return r * (y / loc - 1), image


def _inverse_gaussian_log_cdf(y, loc, concentration):
    z, image = _inverse_gaussian_parts(y, loc, concentration)
    return mp.log(mp.erfc(-z) / 2 + image)


def _inverse_gaussian_log_sf(y, loc, concentration):
    z, image = _inverse_gaussian_parts(y, loc, concentration)
    return mp.log(mp.erfc(z) / 2 - image)


def _pareto(y, scale, alpha):
    return mp.log(alpha) + alpha * mp.log(scale) - (alpha + 1) * mp.log(y)


def _half_cauchy(y, scale):
    return mp.log(2 / (mp.pi * scale)) - mp.log1p((y / scale) ** 2)


def shaped(name, unit, typical, hard, illegal, shapes, *, first=False, limit=lambda shape: 1e4):
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
    }


def _own_size(shape):
    return shape


def _student_t(y, df, loc, scale):
    half = (df + 1) / 2
    ratio = mp.loggamma(half) - mp.loggamma(df / 2) - mp.log(mp.pi * df) / 2
    return ratio - mp.log(scale) - half * mp.log1p(((y - loc) / scale) ** 2 / df)


def _skew_normal(y, loc, scale, skewness):
    return mp.log(mp.erfc(-skewness * (y - loc) / (scale * mp.sqrt(2)))) + _normal(y, loc, scale)


def _asymmetric_laplace(y, loc, scale, quantile):
    z = (y - loc) / scale
    return mp.log(quantile * (1 - quantile) / scale) - z * (quantile - (1 if z < 0 else 0))


def _log_asymmetric_laplace_cdf(y, loc, scale, quantile):
    z = (y - loc) / scale
    if z < 0:
        return mp.log(quantile) + (1 - quantile) * z
    return mp.log1p(-(1 - quantile) * mp.exp(-quantile * z))


def _log_asymmetric_laplace_sf(y, loc, scale, quantile):
    return _log_asymmetric_laplace_cdf(2 * loc - y, loc, scale, 1 - quantile)


def _huber_normaliser(delta):
    return mp.sqrt(2 * mp.pi) * mp.erf(delta / mp.sqrt(2)) + 2 * mp.exp(-(delta**2) / 2) / delta


def _huber(y, loc, scale, delta):
    z = abs(y - loc) / scale
    return -(z**2 / 2 if z <= delta else delta * (z - delta / 2)) - mp.log(scale * _huber_normaliser(delta))


def _log_huber_cdf(y, loc, scale, delta):
    z = (y - loc) / scale
    if z > 0:
        return mp.log1p(-mp.exp(_log_huber_cdf(-z, mp.mpf(0), mp.mpf(1), delta)))
    edge = min(z, -delta)
    tail = mp.exp(delta * edge + delta**2 / 2) / delta
    middle = mp.sqrt(mp.pi / 2) * (mp.erfc(-z / mp.sqrt(2)) - mp.erfc(delta / mp.sqrt(2))) if z > -delta else 0
    return mp.log((tail + middle) / _huber_normaliser(delta))


def _generalized_normal(y, loc, scale, power):
    return -((abs(y - loc) / scale) ** power) - mp.log(2 * scale) - mp.loggamma(1 + 1 / power)


def _xlogy(x, y):
    return mp.mpf(0) if x == 0 else x * mp.log(y)


def _bernoulli_probs(y, probs):
    return _xlogy(y, probs) + _xlogy(1 - y, 1 - probs)


def _bernoulli(y, logits):
    return -y * mp.log1p(mp.exp(-logits)) - (1 - y) * mp.log1p(mp.exp(logits))


def _categorical(y, logits):
    total = mp.log(mp.fsum(mp.exp(x) for x in logits))
    if isinstance(y, tuple):
        return mp.fsum(p * (x - total) for p, x in zip(y, logits, strict=True) if p != 0)
    return logits[y] - total


def _categorical_probs(y, probs):
    if isinstance(y, tuple):
        return mp.fsum(_xlogy(p, q) for p, q in zip(y, probs, strict=True))
    return mp.log(probs[y])


def _poisson(y, rate):
    return _xlogy(y, rate) - rate - mp.loggamma(y + 1)


def _poisson_log_rate(y, log_rate):
    return y * log_rate - mp.exp(log_rate) - mp.loggamma(y + 1)


def _per_rate(rng, n):
    """Rates from 1e-6 to 1e6, targets from 1e-30 to 1e4 times their inverse."""
    rate = log_uniform(rng, n, 1e-6, 1e6)
    return log_uniform(rng, n, 1e-30, 1e4) / rate, rate


def _gamma_box(rng, n):
    """Concentrations from 1e-4 to 1e7, rates from 1e-6 to 1e6, targets of 1e-12 to 1e6 means and close to the mean."""
    concentration = log_uniform(rng, n, 1e-4, 1e7)
    rate = log_uniform(rng, n, 1e-6, 1e6)
    spread = np.where(rng.random(n) < 0.5, signed(rng, n, 1e-3, 30.0) / np.sqrt(concentration), 0)
    relative = np.where(abs(spread) < 0.9, 1 + spread, log_uniform(rng, n, 1e-12, 1e6))
    return (concentration / rate * relative).astype(np.float32), concentration, rate


def _inverse_gamma_box(rng, n):
    x, concentration, _ = _gamma_box(rng, n)
    scale = log_uniform(rng, n, 1e-6, 1e6)
    return scale / x, concentration, scale


def _geometric(y, logits):
    return -mp.log1p(mp.exp(-logits)) - y * mp.log1p(mp.exp(logits))


def _weibull_box(rng, n):
    """Concentrations from 1e-2 to 1e4, scales from 1e-6 to 1e6, cumulative hazards from 1e-8 to 1e4."""
    concentration, scale = log_uniform(rng, n, 1e-2, 1e4), log_uniform(rng, n, 1e-6, 1e6)
    log_time = (rng.uniform(-18, 9, n) / concentration).clip(-60, 60)
    return (scale * np.exp(log_time)).astype(np.float32), concentration, scale


def _inverse_gaussian_box(rng, n):
    """Means from 1e-6 to 1e6; concentrations and targets of 1e-6 to 1e6 means."""
    loc = log_uniform(rng, n, 1e-6, 1e6)
    return loc * log_uniform(rng, n, 1e-6, 1e6), loc, loc * log_uniform(rng, n, 1e-6, 1e6)


def _pareto_box(rng, n):
    """Scales from 1e-6 to 1e6, alphas from 1e-3 to 1e6, tail probabilities down to exp(-1000)."""
    scale, alpha = log_uniform(rng, n, 1e-6, 1e6), log_uniform(rng, n, 1e-3, 1e6)
    log_excess = (log_uniform(rng, n, 1e-8, 1e3) / alpha).clip(0, 60)
    return np.maximum(scale, (scale * np.exp(log_excess)).astype(np.float32)), scale, alpha


def _scaled(rng, n):
    """Scales from 1e-6 to 1e6, targets from 1e-8 to 1e4 of them."""
    scale = log_uniform(rng, n, 1e-6, 1e6)
    return scale * log_uniform(rng, n, 1e-8, 1e4), scale


def _counts(rng, n):
    return np.floor(log_uniform(rng, n, 1.0, 1e8) - 1)


def _successes(rng, n):
    """Totals up to 1e7, and counts of all fractions of them."""
    total = np.floor(log_uniform(rng, n, 1.0, 1e7))
    return np.floor((total + 1) * rng.beta(0.3, 0.3, n).clip(0, 0.99999)).clip(0, total).astype(np.float32), total


_LOGITS = ((0.0, 0.0, 0.0), (1.5, -0.5, 0.25), (-3.0, 4.0, 0.0))
_HARD_LOGITS = ((1e4, 1e4 + 1, 1e4 - 2), (80.0, -80.0, 0.0), (0.0, 1e-6, -1e-6))
_PROBS = ((0.25, 0.25, 0.5), (0.125, 0.8125, 0.0625))
_NO_CDF = dict.fromkeys(("log_cdf", "log_sf", "log_interval", "quantile"), "labels are names, not numbers")
_LATER = dict.fromkeys(
    ("log_interval", "quantile"), "a difference of incomplete gamma functions in the shape, and its inverse"
)

_NO_NUMBERS = _NO_CDF | dict.fromkeys(("mean", "variance"), "labels are names, not numbers")

_NO_ORDER = dict.fromkeys(("log_cdf", "log_sf", "log_interval", "quantile"), "vectors have no order")


def _gauss_hermite(loc, columns):
    """Nodes `loc + A z` and weights of an integral over the plane: exact for a normal of covariance A A^T."""
    x, w = np.polynomial.hermite_e.hermegauss(24)
    z = np.stack(np.meshgrid(x, x), -1).reshape(-1, 2)
    weights = np.outer(w, w).ravel() * np.exp(0.5 * (z * z).sum(1)) * abs(np.linalg.det(columns))
    return np.asarray(loc) + z @ np.asarray(columns).T, weights


def _multivariate_normal_diag(y, loc, scale_diag):
    return mp.fsum(_normal(*entry) for entry in zip(y, loc, scale_diag, strict=True))


def _multivariate_normal(y, loc, scale_tril):
    z = _substitution(scale_tril, [a - b for a, b in zip(y, loc, strict=True)])
    diagonal = [row[i] for i, row in enumerate(scale_tril)]
    return -mp.fsum(x**2 for x in z) / 2 - mp.fsum(map(mp.log, diagonal)) - len(y) * mp.log(2 * mp.pi) / 2


def _substitution(lower, b):
    x = []
    for i, row in enumerate(lower):
        x.append((b[i] - mp.fsum(row[j] * x[j] for j in range(i))) / row[i])
    return x


def _score_unit(scale_tril):
    """One over the standard deviation of each entry of the score, for a covariance L L^T."""
    return 1 / np.linalg.norm(np.linalg.inv(np.tril(scale_tril)), axis=0)


def _triangles(rng, scale):
    """Triangular matrices whose rows have the given scales, well conditioned but for them."""
    size = scale.shape[-1]
    correlation = np.tril(rng.uniform(-0.5, 0.5, (*scale.shape, size)), -1) + np.eye(size)
    return (scale[..., None] * correlation).astype(np.float32)


_EYE = ((1.0, 0.0), (0.0, 1.0))
_TRIANGLE = ((0.45, 9.0), (-1.5, 2.0))  # what is above the diagonal does not count


def _mixed(component, y, logits, *parameters):
    """The log of the weighted sum of components that are given by their logarithms."""
    total = mp.fsum(mp.exp(x) for x in logits)
    rows = zip(logits, *parameters, strict=True)
    return mp.log(mp.fsum(mp.exp(x) / total * mp.exp(component(y, *values)) for x, *values in rows))


def _normal_mixture(y, logits, loc, scale):
    return _mixed(_normal, y, logits, loc, scale)


def _intervals(points):
    ends = (-INF, *sorted(points), INF)
    return tuple(itertools.pairwise(ends))


def _multinomial(y, logits):
    total = mp.log(mp.fsum(mp.exp(x) for x in logits))
    log_ways = mp.loggamma(sum(y) + 1) - mp.fsum(mp.loggamma(k + 1) for k in y)
    return log_ways + mp.fsum(k * (x - total) for k, x in zip(y, logits, strict=True) if k != 0)


def _count_vectors(total):
    """All vectors of three counts with a sum."""
    return tuple(y for y in itertools.product(range(total + 1), repeat=3) if sum(y) == total)


def _ordered_logistic(y, predictor, cutpoints):
    if isinstance(y, tuple):
        return mp.fsum(p * _ordered_logistic(k, predictor, cutpoints) for k, p in enumerate(y) if p != 0)
    ends = (-mp.inf, *cutpoints, mp.inf)
    with mp.workdps(5000):  # enough for the difference of two numbers within 1e-4400 of 1
        lower, upper = (1 / (1 + mp.exp(predictor - end)) for end in ends[y : y + 2])
        return mp.log(upper - lower)


def _plackett_luce(y, logits):
    left = list(range(len(logits)))
    total = mp.mpf(0)
    for item in y:
        total += logits[item] - mp.log(mp.fsum(mp.exp(logits[c]) for c in left))
        left.remove(item)
    return total


def _random_logits(rng, n):
    return signed(rng, 5 * n, 1e-6, 1e6).reshape(n, 5)


def _vectors(rng, n, d):
    """Rows of location_scale, d entries each."""
    return tuple(x.reshape(n, d) for x in location_scale(rng, n * d))


def _negative_binomial(y, mean, concentration):
    m, r = mean, concentration
    return mp.loggamma(y + r) - mp.loggamma(r) - mp.loggamma(y + 1) + r * mp.log(r / (r + m)) + y * mp.log(m / (r + m))


def _binomial(y, total_count, logits):
    n = total_count
    return mp.log(mp.binomial(n, y)) + y * logits - n * mp.log1p(mp.exp(logits))


CASES = (
    Case(
        distribution=nllax.asymmetric_laplace,
        density=_asymmetric_laplace,
        log_cdf=_log_asymmetric_laplace_cdf,
        log_sf=_log_asymmetric_laplace_sf,
        kink=lambda y, loc, scale, quantile: y == loc,
        **shaped(
            "quantile",
            lambda q: q * (1 - q),
            typical=(0.5, 0.75, 0.25),
            hard=((-1024.0, 0.01), (1e4, 0.5), (-39.5, 1e-7), (0.01, 1e-7), (6.25, 0.99999), (-3.0, 0.99999)),
            illegal=(0.0, 1.0, -0.5, 1.5, INF, NAN),
            shapes=lambda rng, n: rng.uniform(1e-6, 1 - 1e-6, n),
        ),
    ),
    Case(
        distribution=nllax.bernoulli,
        density=_bernoulli,
        typical=tuple((y, (x,)) for y in (0.0, 1.0, 0.3) for x in (-2.0, 0.0, 0.5, 3.0)),
        hard=tuple((y, (x,)) for y in (0.0, 1.0) for x in (-1000.0, -90.0, -17.0, 1e-6, 17.0, 90.0, 1e6)),
        scales={},
        outside=(-1.0, 2.0, INF),
        illegal={"logits": (NAN,)},
        box=lambda rng, n: (rng.integers(0, 2, n).astype(np.float32), signed(rng, n, 1e-8, 1e8)),
        points=lambda logits: (0.0, 1.0),
    ),
    Case(
        distribution=nllax.bernoulli_probs,
        density=_bernoulli_probs,
        typical=tuple((y, (p,)) for y in (0.0, 1.0, 0.3) for p in (0.125, 0.5, 0.9)),
        hard=tuple((y, (p,)) for y in (0.0, 1.0) for p in (2.0**-120, 1e-6, 1 - 2.0**-24)),
        scales={"probs": lambda probs: probs * (1 - probs)},
        outside=(-1.0, 2.0, INF),
        illegal={"probs": (-0.25, 1.25, INF, NAN)},
        box=lambda rng, n: (rng.integers(0, 2, n).astype(np.float32), log_uniform(rng, n, 1e-37, 0.9999999)),
        points=lambda probs: (0.0, 1.0),
    ),
    Case(
        distribution=nllax.binomial,
        density=_binomial,
        typical=tuple(
            (y, (n, x))
            for n, ys in ((1, (0, 1)), (12, (0, 3, 12)), (40, (1, 25)))
            for y in ys
            for x in (-1.5, 0.0, 2.0)
        ),
        hard=(
            (5000010, (10**7, 0.0)),
            (4999479, (10**7, 1e-4)),
            (1, (10**7, -15.4146)),
            (9999999, (10**7, 15.4146)),
            (0, (10**7, -100.0)),
            (10**6, (10**7, -2.2)),
            (3, (70, 1000.0)),
            (17, (40, -90.0)),
            (0, (0, 3.0)),
            (175830, (381887, 5e-13)),
        ),
        scales={},
        outside=(-1.0, 0.5, 10**6, INF),
        illegal={"total_count": (-1.0, 2.5, INF, NAN), "logits": (NAN,)},
        box=lambda rng, n: (*_successes(rng, n), signed(rng, n, 1e-8, 1e8)),
        points=lambda total_count, logits: tuple(range(int(total_count) + 1)),
        lacks={
            "entropy": "has no closed form",
            "log_interval": "a difference of incomplete beta functions in the shape",
            "quantile": "the inverse of the incomplete beta function",
        },
    ),
    Case(
        distribution=nllax.categorical,
        density=_categorical,
        typical=tuple((y, (x,)) for y in (0, 2, (0.0, 1.0, 0.0), (0.5, 0.25, 0.25)) for x in _LOGITS),
        hard=tuple((y, (x,)) for y in (0, 1, 2) for x in _HARD_LOGITS),
        scales={},
        outside=(),
        illegal={"logits": ((NAN, 0.0, 0.0),)},
        box=lambda rng, n: (rng.integers(0, 5, n), _random_logits(rng, n)),
        points=lambda logits: (0, 1, 2),
        lacks=_NO_CDF,
    ),
    Case(
        distribution=nllax.categorical_probs,
        density=_categorical_probs,
        typical=tuple((y, (p,)) for y in (0, 2, (0.0, 1.0, 0.0), (0.5, 0.25, 0.25)) for p in _PROBS),
        hard=tuple((y, ((2.0**-100, 0.5, 0.5),)) for y in (0, 1)),
        scales={"probs": lambda probs: np.asarray(probs)},
        outside=(),
        illegal={"probs": ((NAN, 0.5, 0.5), (-0.5, 1.0, 0.5), (1.0, 2.0, 3.0))},
        box=lambda rng, n: (rng.integers(0, 5, n), rng.dirichlet(np.full(5, 0.5), n).clip(1e-30).astype(np.float32)),
        points=lambda probs: (0, 1, 2),
        lacks=_NO_CDF,
    ),
    Case(
        distribution=nllax.cauchy,
        density=_cauchy,
        log_cdf=_log_cauchy_cdf,
        log_sf=mirrored(_log_cauchy_cdf),
        lacks=dict.fromkeys(("mean", "variance"), "its tails are too heavy"),
        **_with_hard(
            (1e12, (0.0, 1e6)),
            (-3e20, (1.5, 1.0)),
            (1e30, (0.0, 2.0**-20)),
            (-5e30, (0.0, 1e-6)),
            (1e8, (0.0, 1.0)),
        ),
    ),
    Case(
        distribution=nllax.exponential,
        density=_exponential,
        typical=tuple((y, (rate,)) for y in (0.01, 0.7, 3.1) for rate in (0.2, 1.0, 6.5)),
        hard=(
            (0.0, (3.0,)),
            (0.0, (1e-6,)),
            (1e-30, (2e-6,)),
            (712.5, (1.0,)),
            (5e8, (1.25e-6,)),
            (1.5e-6, (7e5,)),
            (2e-5, (5e5,)),
        ),
        scales={"rate": lambda rate: rate},
        relative=True,
        outside=(-1.0, -1e-30, INF, -INF),
        illegal={"rate": (0.0, -1.0, INF, NAN)},
        box=_per_rate,
        pieces=half_line,
        log_cdf=_log_hazard_cdf(lambda y, rate: rate * y),
        log_sf=lambda y, rate: -rate * y,
        probes=lambda rate: np.geomspace(0.002, 20.0, 49) / rate,
        ends=lambda rate: (0.01 / rate, 0.7 / rate, 0.8 / rate, 5.0 / rate, 9.0 / rate),
    ),
    Case(
        distribution=nllax.gamma,
        density=_gamma,
        typical=tuple((y, v) for y in (0.01, 0.7, 3.1, 9.0) for v in ((0.5, 0.6), (1.0, 2.0), (2.5, 1.5), (19.0, 6.5))),
        hard=(
            (0.0, (1.0, 3.0)),
            (1.2e-38, (1.000001, 0.3)),
            (1.2e-38, (0.0001, 1e-6)),
            (1e-30, (25.0, 1e-6)),
            (3.0, (1e-4, 5.0)),
            (1.0, (1e7, 1e7)),
            (1.0003, (1e7, 1e7)),
            (0.01, (1e7, 1e6)),
            (1e12, (1e6, 1.1e-6)),
            (2e-3, (1999.0, 1e6)),
            (1e5, (1.9, 1e-5)),
            (0.333, (2.0, 2.0)),
        ),
        scales={"concentration": lambda a, rate: a, "rate": lambda a, rate: rate},
        relative=True,
        outside=(-1.0, -1e-30, INF, -INF),
        illegal={"concentration": (0.0, -1.0, INF, NAN), "rate": (0.0, -1.0, INF, NAN)},
        box=_gamma_box,
        pieces=half_line,
        probes=lambda a, rate: np.geomspace(0.05, 4.0, 25) * a / rate,
        ends=lambda a, rate: [q * a / rate for q in (0.05, 0.6, 0.98, 1.01, 1.7, 4.0)],
        lacks={"quantile": "the inverse of the incomplete gamma function"},
    ),
    Case(
        distribution=nllax.generalized_normal,
        density=_generalized_normal,
        kink=lambda y, loc, scale, power: y == loc,
        lacks=dict.fromkeys(
            ("log_cdf", "log_sf", "log_interval", "quantile"), "needs the incomplete gamma function with its derivative"
        ),
        **shaped(
            "power",
            _own_size,
            typical=(1.5, 0.75, 3.5),
            hard=((-40.7, 5.5), (97.5, 2.0), (0.01, 0.02), (-1e4, 0.11), (2.7, 18.8), (1e-4, 18.8), (-39.5, 1.0)),
            illegal=(0.0, -1.0, INF, NAN),
            shapes=lambda rng, n: log_uniform(rng, n, 0.02, 20.0),
            limit=lambda power: np.exp(np.minimum(60 / power, 20)),
        ),
    ),
    Case(
        distribution=nllax.geometric,
        density=_geometric,
        typical=tuple((y, (x,)) for y in (0, 1, 4, 17) for x in (-1.0, 0.0, 0.5, 3.0)),
        hard=tuple((y, (x,)) for y in (0, 1, 10**7) for x in (-1000.0, -90.0, -16.118, 1e-6, 17.0, 90.0, 1e6)),
        scales={},
        outside=(-1.0, 0.5, INF),
        illegal={"logits": (NAN,)},
        box=lambda rng, n: (_counts(rng, n), signed(rng, n, 1e-8, 1e8)),
        points=lambda logits: tuple(range(120)),
    ),
    Case(
        distribution=nllax.gumbel,
        density=_gumbel,
        log_cdf=_log_gumbel_cdf,
        log_sf=_log_gumbel_sf,
        **LOCATION_SCALE
        | {
            "hard": tuple(
                (loc + z * scale, (loc, scale))
                for z in (-60.125, -40.7, -17.25, -6.25, 0.0078125, 12.5, 120.0, 9999.0)
                for loc, scale in ((0.0, 2.0**-20), (0.0, 2.0**20), (1.0, 0.3))
            ),
            "box": _gumbel_box,
            "pieces": lambda loc, scale: ((loc - 6.5 * scale, loc), (loc, INF)),
        },
    ),
    Case(
        distribution=nllax.half_cauchy,
        density=_half_cauchy,
        log_cdf=lambda y, scale: mp.log(2 / mp.pi * mp.atan(y / scale)),
        log_sf=lambda y, scale: mp.log(1 - 2 / mp.pi * mp.atan(y / scale)),
        lacks=dict.fromkeys(("mean", "variance"), "is infinite"),
        **HALF_LINE_SCALE,
    ),
    Case(
        distribution=nllax.half_normal,
        density=lambda y, scale: _normal(y, 0, scale) + mp.log(2),
        log_cdf=lambda y, scale: mp.log(mp.erf(y / (scale * mp.sqrt(2)))),
        log_sf=lambda y, scale: mp.log(mp.erfc(y / (scale * mp.sqrt(2)))),
        **HALF_LINE_SCALE,
    ),
    Case(
        distribution=nllax.huber,
        density=_huber,
        log_cdf=_log_huber_cdf,
        log_sf=mirrored(_log_huber_cdf),
        lacks={"log_interval": "not written yet"},
        **shaped(
            "delta",
            _own_size,
            typical=(1.345, 0.5, 3.0),
            hard=((-1024.0, 0.01), (9999.0, 40.0), (-39.5, 905.0), (40.00001, 40.0), (0.01, 1e-4), (6.25, 6.5)),
            illegal=(0.0, -1.0, INF, NAN),
            shapes=lambda rng, n: log_uniform(rng, n, 1e-4, 1e3),
        )
        | {
            "pieces": lambda loc, scale, delta: (
                (-INF, loc - delta * scale),
                (loc - delta * scale, loc + delta * scale),
                (loc + delta * scale, INF),
            )
        },
    ),
    Case(
        distribution=nllax.hyperbolic_secant,
        density=_hyperbolic_secant,
        log_cdf=_log_hyperbolic_secant_cdf,
        log_sf=mirrored(_log_hyperbolic_secant_cdf),
        **LOCATION_SCALE,
    ),
    Case(
        distribution=nllax.inverse_gamma,
        density=_inverse_gamma,
        typical=tuple((y, v) for y in (0.05, 0.7, 3.1, 9.0) for v in ((2.5, 0.6), (3.0, 2.0), (19.0, 6.5))),
        hard=(
            (1e30, (1.000001, 0.3)),
            (1e30, (0.0001, 1e-6)),
            (1e30, (25.0, 1e-6)),
            (3.0, (1e-4, 5.0)),
            (1.0, (1e7, 1e7)),
            (1.0003, (1e7, 1e7)),
            (0.01, (1e6, 1e4)),
            (500.0, (1999.0, 1e6)),
            (1e5, (1.9, 1e-5)),
            (0.333, (2.0, 2.0)),
        ),
        scales={"concentration": lambda a, scale: a, "scale": lambda a, scale: scale},
        relative=True,
        outside=(-1.0, 0.0, INF, -INF),
        illegal={"concentration": (0.0, -1.0, INF, NAN), "scale": (0.0, -1.0, INF, NAN)},
        box=_inverse_gamma_box,
        pieces=half_line,
        probes=lambda a, scale: np.geomspace(0.25, 20.0, 25) * scale / a,
        ends=lambda a, scale: [q * scale / a for q in (0.25, 0.6, 0.98, 1.01, 1.7, 20.0)],
        lacks={"quantile": "the inverse of the incomplete gamma function"},
    ),
    Case(
        distribution=nllax.inverse_gaussian,
        density=_inverse_gaussian,
        typical=tuple((y, v) for y in (0.1, 0.7, 2.1, 6.0) for v in ((0.6, 1.5), (1.0, 2.0), (2.5, 0.7), (3.0, 9.0))),
        hard=(
            (1.0, (1.0, 1e7)),
            (1.0001, (1.0, 1e7)),
            (2.0, (1e6, 3.0)),
            (1e-6, (1.0, 1e-5)),
            (1e5, (1.0, 1e-3)),
            (7e5, (5e5, 4e11)),
            (3e-5, (1e-6, 2e-6)),
            (0.3, (10.0, 100.0)),
            (0.5, (0.3, 0.01)),
            (5.0, (0.5, 9.0)),
        ),
        scales={"loc": lambda loc, concentration: loc, "concentration": lambda loc, concentration: concentration},
        relative=True,
        outside=(-1.0, 0.0, INF, -INF),
        illegal={"loc": (0.0, -1.0, INF, NAN), "concentration": (0.0, -1.0, INF, NAN)},
        box=_inverse_gaussian_box,
        pieces=half_line,
        log_cdf=_inverse_gaussian_log_cdf,
        log_sf=_inverse_gaussian_log_sf,
        probes=lambda loc, concentration: loc * np.geomspace(0.02, 20.0, 49),
        lacks={
            "entropy": "needs the exponential integral",
            "log_interval": "needs a difference of tails that does not cancel",
            "quantile": "has no closed form",
        },
    ),
    Case(
        distribution=nllax.laplace,
        density=_laplace,
        log_cdf=_log_laplace_cdf,
        log_sf=mirrored(_log_laplace_cdf),
        kink=lambda y, loc, scale: y == loc,
        **LOCATION_SCALE,
    ),
    Case(
        distribution=nllax.log_logistic,
        density=_log_logistic,
        log_cdf=lambda y, loc, scale: _log_sigmoid((mp.log(y) - loc) / scale),
        log_sf=lambda y, loc, scale: _log_sigmoid((loc - mp.log(y)) / scale),
        **LOG_LOCATION_SCALE,
    ),
    Case(
        distribution=nllax.log_normal,
        density=_log_normal,
        log_cdf=lambda y, loc, scale: _log_ndtr(mp.log(y), loc, scale),
        log_sf=lambda y, loc, scale: _log_ndtr(-mp.log(y), -loc, scale),
        **LOG_LOCATION_SCALE,
    ),
    Case(
        distribution=nllax.logistic,
        density=_logistic,
        log_cdf=_log_logistic_cdf,
        log_sf=mirrored(_log_logistic_cdf),
        **LOCATION_SCALE,
    ),
    Case(
        distribution=nllax.mixture(nllax.normal),
        density=_normal_mixture,
        typical=tuple(
            (y, values)
            for y in (-3.25, 0.0, 0.7, 2.5)
            for values in (
                ((0.0, 0.0), (-1.0, 1.0), (0.5, 2.0)),
                ((1.5, -0.5), (0.3, -1.5), (0.45, 3.0)),
            )
        ),
        hard=(
            (300.0, ((0.0, -3.0), (0.0, 0.5), (1.0, 1.0))),
            (39.0, ((0.0, 0.0), (0.0, 1.0), (1.0, 2.0**-20))),
            (0.25, ((1e4, 1e4 + 1), (0.0, 1.0), (1.0, 2.0))),
            (1.5, ((80.0, -80.0), (0.0, 1.5), (1.0, 0.5))),
            (-7.0, ((0.0, 0.0), (-7.0, 7.0), (2.0**-20, 2.0**20))),
        ),
        scales={
            "y": lambda logits, loc, scale: min(scale),
            "loc": lambda logits, loc, scale: np.asarray(scale),
            "scale": lambda logits, loc, scale: np.asarray(scale),
        },
        outside=(INF, -INF),
        illegal={"logits": ((NAN, 0.0),), "loc": ((INF, 0.0), (NAN, 0.0)), "scale": ((0.0, 1.0), (1.0, NAN))},
        box=lambda rng, n: (location_scale(rng, n)[0], _random_logits(rng, n), *_vectors(rng, n, 5)[1:]),
        pieces=lambda logits, loc, scale: _intervals(loc),
        log_cdf=lambda y, *values: _mixed(_log_ndtr, y, *values),
        log_sf=lambda y, *values: _mixed(mirrored(_log_ndtr), y, *values),
        probes=lambda logits, loc, scale: np.linspace(-6.0, 6.0, 49) + 0.01,
        ends=lambda logits, loc, scale: (-12.0, -1.01, -0.4, 0.3, 1.5, 9.0),
        jumps=("logits",),
        lacks=dict.fromkeys(("mode", "entropy", "quantile"), "no closed form"),
    ),
    Case(
        distribution=nllax.multinomial,
        density=_multinomial,
        typical=tuple((y, (x,)) for y in ((2, 1, 1), (0, 4, 0), (17, 0, 3)) for x in _LOGITS),
        hard=(
            ((10**7, 10**7 + 5, 10**7 - 5), ((0.0, 0.0, 0.0),)),
            ((9_000_000, 3_310_000, 1_220_000), ((1e4 + 1, 1e4, 1e4 - 1),)),
            ((10**7, 3, 0), ((15.0, 0.0, -2.0),)),
            ((0, 0, 10**6), ((80.0, -80.0, 81.0),)),
            ((5_000_000, 4_000_000, 10**6), ((0.25, 0.25, -1.5),)),
            ((40, 2, 1), ((-30.0, 0.0, 30.0),)),
        ),
        scales={},
        outside=((-1, 1, 2), (0.5, 0.5, 1.0), (INF, 0.0, 1.0)),
        illegal={"logits": ((NAN, 0.0, 0.0),)},
        box=lambda rng, n: (_counts(rng, 5 * n).reshape(n, 5), rng.uniform(-80, 80, (n, 5)).astype(np.float32)),
        points=lambda logits: _count_vectors(4),
        lacks=dict.fromkeys(
            ("sample", "mean", "variance", "mode", "entropy"), "the total is the target's own, not a parameter"
        )
        | _NO_ORDER,
    ),
    Case(
        distribution=nllax.multivariate_normal,
        density=_multivariate_normal,
        typical=tuple(
            (y, (loc, scale))
            for y in ((0.0, 0.0), (1.25, -2.5), (-0.1, 3.0))
            for loc, scale in (((0.0, 0.0), _EYE), ((0.3, -1.5), _TRIANGLE))
        ),
        hard=(
            ((1024.0, -3.0), ((0.0, -3.0), ((1.0, 0.0), (-3.0, 2.0**-10)))),
            ((1e-5, 2e6), ((2e-5, 1e6), ((2.0**-20, 0.0), (1.25, 2.0**20)))),
            ((1.5, 0.75, -4.0), ((1.0, 0.25, 0.5), ((0.7, 0.0, 0.0), (0.66, 0.01, 0.0), (-0.9, 0.3, 0.2)))),
        ),
        scales={
            "y": lambda loc, scale_tril: _score_unit(scale_tril),
            "loc": lambda loc, scale_tril: _score_unit(scale_tril),
            "scale_tril": lambda loc, scale_tril: _score_unit(scale_tril)[:, None],
        },
        outside=((INF, 0.0), (0.0, -INF)),
        illegal={
            "loc": ((INF, 0.0), (NAN, 0.0)),
            "scale_tril": (((0.0, 0.0), (1.0, 1.0)), ((1.0, 0.0), (NAN, 1.0)), ((1.0, 0.0), (0.0, INF))),
        },
        box=lambda rng, n: (lambda y, loc, scale: (y, loc, _triangles(rng, scale)))(*_vectors(rng, n, 3)),
        nodes=lambda loc, scale_tril: _gauss_hermite(loc, np.tril(scale_tril)),
        lacks=_NO_ORDER,
    ),
    Case(
        distribution=nllax.multivariate_normal_diag,
        density=_multivariate_normal_diag,
        typical=tuple(
            (y, (loc, scale))
            for y in ((0.0, 0.0), (1.25, -2.5), (-0.1, 3.0))
            for loc, scale in (((0.0, 0.0), (1.0, 1.0)), ((0.3, -1.5), (0.45, 7.0)))
        ),
        hard=(
            ((1024.0, -3.0), ((0.0, -3.0), (1.0, 2.0**-20))),
            ((1e-5, 2e6), ((2e-5, 1e6), (2.0**-20, 2.0**20))),
            ((1.0, 9999.0), ((1.0, 0.0), (2.0**20, 1.0))),
        ),
        scales=dict.fromkeys(("y", "loc", "scale_diag"), lambda loc, scale_diag: np.asarray(scale_diag)),
        outside=((INF, 0.0), (0.0, -INF)),
        illegal={"loc": ((INF, 0.0), (NAN, 0.0)), "scale_diag": ((0.0, 1.0), (1.0, -1.0), (INF, 1.0), (NAN, 1.0))},
        box=lambda rng, n: _vectors(rng, n, 4),
        nodes=lambda loc, scale_diag: _gauss_hermite(loc, np.diag(scale_diag)),
        lacks=_NO_ORDER,
    ),
    Case(
        distribution=nllax.negative_binomial,
        density=_negative_binomial,
        typical=tuple((y, v) for y in (0, 1, 4, 17) for v in ((1.7, 2.5), (5.5, 0.9), (2.0, 12.0))),
        hard=(
            (1, (1.0, 1e7)),
            (10**7, (1e7, 1e7)),
            (10**6, (999000.0, 1e4)),
            (0, (1e-30, 1e-4)),
            (0, (1e7, 1e-4)),
            (3, (1e-20, 1e7)),
            (10**7, (1e7, 1e-4)),
            (1, (1e7, 0.5)),
            (40, (13.0, 100.0)),
            (10**6, (1.0, 1e7)),
        ),
        scales={"mean": lambda m, r: m, "concentration": lambda m, r: r},
        outside=(-1.0, 0.5, INF),
        illegal={"mean": (0.0, -1.0, INF, NAN), "concentration": (0.0, -1.0, INF, NAN)},
        box=lambda rng, n: (_counts(rng, n), log_uniform(rng, n, 1e-14, 1e7), log_uniform(rng, n, 1e-4, 1e7)),
        points=lambda mean, concentration: tuple(range(250)),
        lacks={
            "entropy": "has no closed form",
            "log_interval": "a difference of incomplete beta functions in the shape",
            "quantile": "the inverse of the incomplete beta function",
        },
    ),
    Case(
        distribution=nllax.normal,
        density=_normal,
        log_cdf=_log_ndtr,
        log_sf=mirrored(_log_ndtr),
        **LOCATION_SCALE,
    ),
    Case(
        distribution=nllax.ordered_logistic,
        density=_ordered_logistic,
        typical=tuple(
            (y, (predictor, cutpoints))
            for y in (0, 2, (0.0, 1.0, 0.0), (0.5, 0.25, 0.25))
            for predictor in (-1.5, 0.25, 3.0)
            for cutpoints in ((-1.0, 1.0), (0.1, 0.4))
        ),
        hard=tuple(
            (y, point)
            for y in (0, 1, 2)
            for point in (
                (104.0, (0.9, 3.4)),
                (-1e4, (-2.0, 429.0)),
                (0.5, (0.5, 0.5 + 2.0**-22)),
                (1e-30, (-90.0, 60.0)),
                (-17.0, (-16.0, 0.005)),
            )
        ),
        scales={},
        outside=(),
        illegal={"predictor": (INF, NAN), "cutpoints": ((1.0, 1.0), (1.0, 0.0), (NAN, 1.0), (0.0, INF))},
        box=lambda rng, n: (
            rng.integers(0, 5, n),
            signed(rng, n, 1e-8, 1e6),
            np.cumsum(log_uniform(rng, 4 * n, 1e-2, 1e4).reshape(n, 4), 1) - np.float32(1e3),
        ),
        points=lambda predictor, cutpoints: (0, 1, 2),
        lacks=_NO_CDF,
    ),
    Case(
        distribution=nllax.pareto,
        density=_pareto,
        typical=tuple(
            (m * q, (m, alpha)) for q in (1.01, 1.5, 8.0) for m, alpha in ((0.1, 2.5), (1.0, 3.0), (6.0, 4.5))
        ),
        hard=(
            (1.0, (1.0, 3.0)),
            (0.1, (0.1, 8e5)),
            (1.00001, (1.0, 8e5)),
            (1e29, (1e-6, 0.002)),
            (3e-6, (1e-6, 300.0)),
            (2e6, (1e6, 50.0)),
            (5e37, (1.0, 1.0)),
        ),
        scales={"scale": lambda scale, alpha: scale, "alpha": lambda scale, alpha: alpha},
        relative=True,
        regular=False,
        outside=(0.05, -1.0, 0.0, INF, -INF),
        illegal={"scale": (0.0, -1.0, INF, NAN), "alpha": (0.0, -1.0, INF, NAN)},
        box=_pareto_box,
        pieces=lambda scale, alpha: ((scale, INF),),
        log_cdf=_log_hazard_cdf(lambda y, scale, alpha: alpha * mp.log(y / scale)),
        log_sf=lambda y, scale, alpha: -alpha * mp.log(y / scale),
        probes=lambda scale, alpha: scale * np.exp(np.geomspace(0.002, 20.0, 49) / alpha),
        ends=lambda scale, alpha: [scale * math.exp(h / alpha) for h in (0.01, 0.7, 0.8, 5.0, 9.0)],
    ),
    Case(
        distribution=nllax.plackett_luce,
        density=_plackett_luce,
        typical=tuple((y, (x,)) for y in ((0, 1, 2), (2, 0, 1), (1, 0), (2,)) for x in _LOGITS),
        hard=tuple((y, (x,)) for y in ((0, 1, 2), (2, 0, 1), (1, 2)) for x in _HARD_LOGITS),
        scales={},
        outside=((0, 1, 0), (2, 2, 2)),
        illegal={"logits": ((NAN, 0.0, 0.0),)},
        box=lambda rng, n: (rng.permuted(np.tile(np.arange(5), (n, 1)), axis=1), _random_logits(rng, n)),
        points=lambda logits: tuple(itertools.permutations(range(3))),
        lacks=_NO_NUMBERS | {"entropy": "has as many terms as there are rankings"},
    ),
    Case(
        distribution=nllax.poisson,
        density=_poisson,
        typical=tuple((y, (r,)) for y in (0, 1, 4, 17) for r in (0.25, 1.0, 5.5)),
        hard=(
            (10**7, (1e7,)),
            (10**7, (1.001e7,)),
            (10**6, (999000.0,)),
            (0, (1e-30,)),
            (3, (1e-20,)),
            (5, (1e6,)),
            (40, (13.0,)),
            (2**24, (1.6e7,)),
        ),
        scales={"rate": lambda rate: rate},
        outside=(-1.0, 0.5, INF),
        illegal={"rate": (-1.0, INF, NAN)},
        box=lambda rng, n: (_counts(rng, n), log_uniform(rng, n, 1e-30, 1e30)),
        points=lambda rate: tuple(range(60)),
        lacks=_LATER,
    ),
    Case(
        distribution=nllax.poisson_log_rate,
        density=_poisson_log_rate,
        typical=tuple((y, (r,)) for y in (0, 1, 4, 17) for r in (-1.5, 0.0, 1.75)),
        hard=(
            (10**7, (16.118095,)),
            (10**6, (13.8,)),
            (10**5, (11.5129,)),
            (0, (-80.0,)),
            (3, (-60.0,)),
            (3982, (80.0,)),
            (40, (2.5,)),
            (2**24, (16.6,)),
        ),
        scales={},
        outside=(-1.0, 0.5, INF),
        illegal={"log_rate": (NAN,)},
        box=lambda rng, n: (_counts(rng, n), rng.uniform(-80, 80, n).astype(np.float32)),
        points=lambda log_rate: tuple(range(60)),
        lacks=_LATER,
    ),
    Case(
        distribution=nllax.skew_normal,
        density=_skew_normal,
        lacks=dict.fromkeys(("log_cdf", "log_sf", "log_interval", "quantile"), "needs Owen's T function")
        | dict.fromkeys(("mode", "entropy"), "there is no closed form"),
        **shaped(
            "skewness",
            lambda skewness: max(1.0, abs(skewness)),
            typical=(1.5, -0.5, 4.0),
            hard=((-1024.0, 0.01), (9999.0, -1e4), (-0.004, 1e4), (-39.5, -3.0), (0.01, -4000.0), (6.25, 0.0)),
            illegal=(INF, -INF, NAN),
            shapes=lambda rng, n: signed(rng, n, 1e-4, 1e4),
        ),
    ),
    Case(
        distribution=nllax.student_t,
        density=_student_t,
        lacks={"quantile": "the inverse of the incomplete beta function"},
        **shaped(
            "df",
            _own_size,
            typical=(4.0, 2.5, 30.0),
            hard=(
                (-1024.0, 0.03),
                (1e12, 1.0),
                (-39.5, 1e7),
                (0.5, 1e6),
                (5e7, 1e7),
                (3.0, 1e20),
                (-10.0, 3e4),
                (1e25, 2.0),
                (0.001, 0.02),
            ),
            illegal=(0.0, -1.0, INF, NAN),
            shapes=lambda rng, n: log_uniform(rng, n, 1e-2, 1e30),
            first=True,
        ),
    ),
    Case(
        distribution=nllax.weibull,
        density=_weibull,
        typical=tuple((y, v) for y in (0.01, 0.7, 2.1, 6.0) for v in ((0.6, 1.5), (1.0, 2.0), (2.5, 3.0), (5.0, 4.5))),
        hard=(
            (0.0, (1.0, 3.0)),
            (1.2e-38, (1.000001, 0.3)),
            (1e-30, (0.01, 1e-6)),
            (1e30, (0.01, 1e6)),
            (1.0, (1e4, 1.0)),
            (1.0001, (1e4, 1.0)),
            (9.99e5, (1e4, 1e6)),
            (3.1, (4.0, 0.4)),
            (2e-6, (0.5, 1e-6)),
            (11.0, (479.0, 10.9)),
        ),
        scales={"concentration": lambda k, scale: k, "scale": lambda k, scale: scale},
        relative=True,
        outside=(-1.0, -1e-30, INF, -INF),
        illegal={"concentration": (0.0, -1.0, INF, NAN), "scale": (0.0, -1.0, INF, NAN)},
        box=_weibull_box,
        pieces=half_line,
        log_cdf=_log_hazard_cdf(lambda y, k, scale: (y / scale) ** k),
        log_sf=lambda y, k, scale: -((y / scale) ** k),
        probes=lambda k, scale: scale * np.geomspace(0.002, 20.0, 49) ** (1 / k),
        ends=lambda k, scale: [scale * h ** (1 / k) for h in (0.01, 0.7, 0.8, 5.0, 9.0)],
    ),
)
BY_NAME = {case.name: case for case in CASES}
