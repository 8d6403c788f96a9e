"""The rows of the named losses, and random and extreme inputs for each."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from crossing import EXHAUSTIVE

import nllax
from nllax import losses

INF, NAN = math.inf, math.nan
ROWS = tuple(losses.table())
BY_NAME = {row.name: row for row in ROWS}
SIZE, CLASSES = 400, 3

OPTIONS = {
    "huber_loss": [{"delta": 0.1}, {"delta": 30.0}],
    "smooth_l1_loss": [{"beta": 0.01}, {"beta": 25.0}],
    "pinball_loss": [{"quantile": 0.01}, {"quantile": 0.75}],
    "general_robust_loss": [{"alpha": 0.0}, {"alpha": 2.0, "scale": 0.1}, {"alpha": 1.5, "scale": 30.0}],
    "tweedie_deviance": [{"power": 1.1}, {"power": 1.9}],
    "label_smoothing_cross_entropy": [{"smoothing": 0.0}, {"smoothing": 0.5}, {"smoothing": 1.0}],
    "logit_adjusted_cross_entropy": [{"temperature": 0.0}, {"log_prior": [0.0, -100.0, -INF], "temperature": 2.0}],
    "focal_cross_entropy": [{"gamma": 0.0}, {"gamma": 0.5}, {"gamma": 5.0}],
}
"""Values of the options, beside their defaults."""

ILLEGAL = {
    ("huber_loss", "delta"): (0.0, -1.0, INF, NAN),
    ("smooth_l1_loss", "beta"): (0.0, -1.0, INF, NAN),
    ("pinball_loss", "quantile"): (0.0, 1.0, -0.1, NAN),
    ("general_robust_loss", "alpha"): (-0.1, 2.1, NAN),
    ("general_robust_loss", "scale"): (0.0, -1.0, INF, NAN),
    ("tweedie_deviance", "power"): (1.0, 2.0, 0.0, NAN),
    ("label_smoothing_cross_entropy", "smoothing"): (-0.1, 1.1, NAN),
    ("logit_adjusted_cross_entropy", "temperature"): (NAN,),
    ("logit_adjusted_cross_entropy", "log_prior"): ([0.0, NAN, 0.0],),
    ("focal_cross_entropy", "gamma"): (-0.1, INF, NAN),
}

OUTSIDE = {
    "real": (INF, -INF),
    "binary": (-0.5, 1.5, 2.0, INF),
    "count": (-1.0, 0.5, INF),
    "non_negative": (-1.0, INF),
    "positive": (0.0, -1.0, INF),
}
"""By the support of the likelihood, targets that are not in it."""

OF_EXPECTED_LABELS = {"label_smoothing_cross_entropy", "focal_cross_entropy"}
"""The losses that are an expectation over labels of their own making, and so no likelihood of the label itself."""

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def settings(marks):
    """Every row with its default options, and with others, which are marked."""
    return pytest.mark.parametrize(
        ("row", "options"),
        [
            pytest.param(r, r.options | o, id=f"{r.name}-{i}", marks=marks if i else [])
            for r in ROWS
            for i, o in enumerate([{}, *OPTIONS.get(r.name, [])])
        ],
    )


every_setting = settings([pytest.mark.slow])
most_settings_exhaustively = settings(EXHAUSTIVE)


def _sizes(rng, low, high):
    return 10 ** rng.uniform(low, high, SIZE)


def _signed(rng, low, high):
    return rng.choice([-1, 1], SIZE) * _sizes(rng, low, high)


def _real(rng):
    targets = _signed(rng, -4, 4)
    near = targets * (1 + _signed(rng, -6, -1))
    return np.where(rng.random(SIZE) < 0.5, near, _signed(rng, -4, 4)), targets


def _widths(rng):
    loc, targets = _real(rng)
    return (loc, _sizes(rng, -3, 3)), targets


def _positive(rng):
    targets = _sizes(rng, -4, 4)
    near = targets * np.exp(_signed(rng, -6, -1))
    return np.where(rng.random(SIZE) < 0.5, near, _sizes(rng, -4, 4)), targets


def _soft_bits(rng):
    return np.where(rng.random(SIZE) < 0.6, rng.integers(2, size=SIZE), rng.random(SIZE))


def _bits(rng):
    return np.concatenate([[0.0], _signed(rng, -4, 3)[1:]]), _soft_bits(rng)


def _probs(rng):
    return 1 / (1 + np.exp(-_signed(rng, -2, 1))), _soft_bits(rng)


def _counts(rng):
    targets = np.where(rng.random(SIZE) < 0.5, rng.poisson(3, SIZE), np.floor(_sizes(rng, 0, 7)))
    near = np.log(targets + 0.3) + 0.1 * rng.normal(size=SIZE)
    return np.where(rng.random(SIZE) < 0.5, near, rng.uniform(-30, 30, SIZE)), targets


def _logits(rng):
    return rng.normal(size=(SIZE, CLASSES)) * _sizes(rng, -2, 2.5)[:, None]


def _simplex(rng):
    return np.concatenate([rng.dirichlet(np.full(CLASSES, 0.5), SIZE // 2), np.eye(CLASSES)[_labels(rng)[: SIZE // 2]]])


def _labels(rng):
    return rng.integers(CLASSES, size=SIZE)


def _log_probs(rng):
    logits = rng.normal(size=(SIZE, CLASSES)) * _sizes(rng, -2, 1.2)[:, None]
    return logits - np.log(np.exp(logits).sum(-1, keepdims=True)), _simplex(rng)


def _directions(rng):
    targets = rng.normal(size=(SIZE, 3)) * _sizes(rng, -15, 15)[:, None]
    other = np.where(rng.random((SIZE, 1)) < 0.5, targets * _sizes(rng, -4, 4)[:, None], rng.normal(size=(SIZE, 3)))
    turn = rng.normal(size=(SIZE, 3)) * _sizes(rng, -6, -1)[:, None]
    return other + turn * np.linalg.norm(other, axis=-1, keepdims=True), targets


GENERATORS = {
    ("real", "real"): _real,
    ("real", "real", "positive"): _widths,
    ("positive", "positive"): _positive,
    ("non_negative", "positive"): _positive,
    ("binary", "extended_real"): _bits,
    ("binary", "unit_interval"): _probs,
    ("count", "extended_real"): _counts,
    ("label", "extended_real", "soft"): lambda rng: (_logits(rng), _simplex(rng)),
    ("label", "extended_real"): lambda rng: (_logits(rng), _labels(rng)),
    ("label", "simplex", "soft"): _log_probs,
    ("ranking", "extended_real"): lambda rng: (_logits(rng), np.argsort(rng.random((SIZE, CLASSES)))),
    ("unit_vector", "unit_vector"): _directions,
}
"""By the support of the likelihood and the domains of what is predicted: predictions and targets."""


def kind_of(row):
    likelihood = row.likelihood(**row.options)
    soft = likelihood.support is nllax.label and not takes_integers(row)
    return (likelihood.support.name, *(p.domain.name for p in likelihood.predicted), *(["soft"] if soft else []))


def takes_integers(row):
    return np.issubdtype(np.asarray(row.example[1]).dtype, np.integer)


def as_array(x, dtype):
    return jnp.asarray(np.asarray(x)) if np.issubdtype(np.asarray(x).dtype, np.integer) else jnp.asarray(x, dtype)


def as_arrays(values, dtype):
    return jax.tree.map(lambda x: as_array(x, dtype), values)


def random_batch(row, dtype="float32", seed=0):
    return as_arrays(GENERATORS[kind_of(row)](np.random.default_rng(seed)), dtype)


def example_of(row, dtype="float32"):
    return tuple(listed(x, dtype) for x in row.example)


def listed(x, dtype):
    return tuple(listed(v, dtype) for v in x) if isinstance(x, tuple) else as_array(np.asarray(x), dtype)


def bound_options(options):
    return {name: jnp.asarray(value) if isinstance(value, list) else value for name, value in options.items()}


def both_sides(row, predictions, targets, options):
    """The loss, and the negative log-likelihood that it is, as functions of the predictions."""
    likelihood, bound = row.likelihood(**options), bound_options(options)

    def loss(predictions):
        return row.loss(predictions, targets, **bound)

    def likelihood_loss(predictions):
        prediction = row.prediction(predictions, targets, **bound)
        return nllax.nll(likelihood, reduction="none")(prediction, row.target(targets, predictions, **bound))

    return loss, likelihood_loss


def natural_units(row, options, predictions):
    """For each prediction what its gradient is multiplied with to have no unit: itself, its length, or 1."""
    unit = {"positive": lambda x: x, "unit_vector": lambda x: np.linalg.norm(x, axis=-1, keepdims=True)}
    domains = [p.domain.name for p in row.likelihood(**options).predicted]
    leaves = jax.tree.leaves(predictions)
    return [unit.get(domain, np.ones_like)(doubles(x)) for x, domain in zip(leaves, domains, strict=True)]


def units_of(difference, scale, dtype):
    with np.errstate(invalid="ignore"):
        return np.max(np.where(difference == 0, 0, abs(difference) / (np.finfo(dtype).eps * scale)))


def doubles(x):
    return np.asarray(x, np.float64)


POINTS = {
    ("real", "real"): 0.3,
    ("real", "real", "positive"): (0.3, 2.0),
    ("positive", "positive"): 1.5,
    ("non_negative", "positive"): 1.5,
    ("binary", "extended_real"): 0.7,
    ("binary", "unit_interval"): 0.3,
    ("count", "extended_real"): 1.2,
    ("label", "extended_real", "soft"): [0.5, -1.0, 2.0],
    ("label", "extended_real"): [0.5, -1.0, 2.0],
    ("label", "simplex", "soft"): np.log([0.5, 0.2, 0.3]),
    ("ranking", "extended_real"): [0.5, -1.0, 2.0],
    ("unit_vector", "unit_vector"): [3.0, 4.0],
}


def with_slopes(f, predictions):
    value, pull = jax.vjp(f, predictions)
    return value, jax.tree.leaves(pull(jnp.ones_like(value))[0])


def slopes_of(f, predictions):
    return with_slopes(f, predictions)[1]


def assert_close(value, expected):
    np.testing.assert_allclose(np.asarray(value, float), np.asarray(expected, float), rtol=1e-6)
