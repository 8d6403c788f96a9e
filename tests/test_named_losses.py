"""Every familiar loss is the likelihood that its row says, in value and gradient, and refuses what that refuses."""

import dataclasses
import importlib
import inspect
import itertools
import math
import re

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import optax
import pytest
import sklearn.metrics
from conftest import x64_mode
from crossing import EXHAUSTIVE
from quadrature import nodes

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
every_setting = pytest.mark.parametrize(
    ("row", "options"),
    [
        pytest.param(r, r.options | o, id=f"{r.name}-{i}", marks=[pytest.mark.slow] if i else [])
        for r in ROWS
        for i, o in enumerate([{}, *OPTIONS.get(r.name, [])])
    ],
)


# Random and extreme inputs, by what the likelihood is of.


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


def _kind(row):
    likelihood = row.likelihood(**row.options)
    soft = likelihood.support is nllax.label and not _takes_integers(row)
    return (likelihood.support.name, *(p.domain.name for p in likelihood.predicted), *(["soft"] if soft else []))


def _takes_integers(row):
    return np.issubdtype(np.asarray(row.example[1]).dtype, np.integer)


def _array(x, dtype):
    return jnp.asarray(np.asarray(x)) if np.issubdtype(np.asarray(x).dtype, np.integer) else jnp.asarray(x, dtype)


def _arrays(values, dtype):
    return jax.tree.map(lambda x: _array(x, dtype), values)


def _batch(row, dtype="float32", seed=0):
    return _arrays(GENERATORS[_kind(row)](np.random.default_rng(seed)), dtype)


def _example(row, dtype="float32"):
    return tuple(_listed(x, dtype) for x in row.example)


def _listed(x, dtype):
    return tuple(_listed(v, dtype) for v in x) if isinstance(x, tuple) else _array(np.asarray(x), dtype)


def _bound(options):
    return {name: jnp.asarray(value) if isinstance(value, list) else value for name, value in options.items()}


def _both_sides(row, predictions, targets, options):
    """The loss, and the negative log-likelihood that it is, as functions of the predictions."""
    likelihood, bound = row.likelihood(**options), _bound(options)

    def loss(predictions):
        return row.loss(predictions, targets, **bound)

    def likelihood_loss(predictions):
        prediction = row.prediction(predictions, targets, **bound)
        return nllax.nll(likelihood, reduction="none")(prediction, row.target(targets, predictions, **bound))

    return loss, likelihood_loss


def _units(difference, scale, dtype):
    with np.errstate(invalid="ignore"):
        return np.max(np.where(difference == 0, 0, abs(difference) / (np.finfo(dtype).eps * scale)))


def _doubles(x):
    return np.asarray(x, np.float64)


# The law.

PRODUCT = {
    ("count", "extended_real"): lambda y, log_rate: y * log_rate,
    ("non_negative", "positive"): lambda y, mean: y / mean,
}
"""What a loss takes of both before it adds the logarithms: a term of it, by the domains of the two."""


@every_setting
def test_the_loss_is_the_likelihood_less_the_constant(row, options, dtype):
    """To 4 units of eps, relative to the largest term; and so are its gradients, which are finite, in natural units."""
    predictions, targets = _batch(row, dtype)
    if -INF in options.get("log_prior", ()):
        targets = targets % 2  # the class that is ruled out never occurs
    (loss, slopes), (likelihood_loss, expected_slopes) = (
        jax.tree.map(_doubles, _with_slopes(f, predictions)) for f in _both_sides(row, predictions, targets, options)
    )
    constant = np.broadcast_to(_doubles(row.constant(predictions, targets, **_bound(options))), loss.shape)
    terms = [np.ones_like(loss), abs(loss), abs(likelihood_loss), abs(constant)]
    if _kind(row) in PRODUCT:
        terms.append(abs(_doubles(PRODUCT[_kind(row)](targets, predictions))))
    assert np.isfinite(loss).all()
    assert _units(likelihood_loss - constant - loss, np.max(terms, 0), dtype) <= 4

    unit = {"positive": lambda x: x, "unit_vector": lambda x: np.linalg.norm(x, axis=-1, keepdims=True)}
    domains = [p.domain.name for p in row.likelihood(**options).predicted]
    for g, expected, x, domain in zip(slopes, expected_slopes, jax.tree.leaves(predictions), domains, strict=True):
        natural = unit.get(domain, np.ones_like)(_doubles(x))
        assert np.isfinite(g).all()
        assert _units((g - expected) * natural, np.maximum(1, abs(expected * natural)), dtype) <= 4


def _with_slopes(f, predictions):
    value, pull = jax.vjp(f, predictions)
    return value, jax.tree.leaves(pull(jnp.ones_like(value))[0])


def _slopes(f, predictions):
    return _with_slopes(f, predictions)[1]


RELATIVE = {"real": 8, "positive": 8, "non_negative": 16}


@every_setting
def test_a_small_loss_keeps_its_digits(row, options):
    """Which it would not as a difference of likelihood and constant: the relative error against float64."""
    limit = RELATIVE.get(_kind(row)[0])
    if limit is None or row.name == "gaussian_nll":  # that one is a sum of terms of either sign
        return
    predictions, targets = _batch(row)
    value = _doubles(row.loss(predictions, targets, **_bound(options)))
    with x64_mode(True):
        exact = _doubles(row.loss(*_arrays((predictions, targets), "float64"), **_bound(options)))
    assert 0 < exact.min() < 1e-5  # there are small ones
    assert _units(value - exact, exact, "float32") <= limit


@every_setting
def test_what_is_left_is_a_likelihood(row, options, x64):
    """The exponential of minus loss and constant, added up or integrated over all targets, is 1."""
    prediction = _listed(POINTS[_kind(row)], "float64")
    targets, weights = _all_targets(row, options)
    predictions = jax.tree.map(lambda x: jnp.broadcast_to(x, (len(weights), *x.shape)), prediction)
    loss = _doubles(row.loss(predictions, targets, **_bound(options)))
    total = weights @ np.exp(-loss - _doubles(row.constant(predictions, targets, **_bound(options))))
    if row.name in OF_EXPECTED_LABELS and options not in ({"smoothing": 0.0}, {"gamma": 0.0}):
        assert abs(total - 1) > 0.01
    else:
        np.testing.assert_allclose(total, 1, rtol=1e-7)


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


def _all_targets(row, options):
    """All targets that there are, and their weights in a sum or an integral."""
    support, kind = _kind(row)[0], _kind(row)
    if support == "real":
        edge = options.get("delta", options.get("beta", 1.0))
        targets, weights = nodes([(-INF, 0.3 - edge), (0.3 - edge, 0.3), (0.3, 0.3 + edge), (0.3 + edge, INF)])
    elif support in ("positive", "non_negative"):
        targets, weights = nodes([(0, 1.5), (1.5, INF)])
        inner = targets > 1e-30
        targets, weights = targets[inner], weights[inner]
        if row.name == "tweedie_deviance":  # which has a mass at 0
            targets, weights = np.append(targets, 0.0), np.append(weights, 1.0)
    elif support == "unit_vector":
        angles = np.linspace(0, 2 * math.pi, 64, endpoint=False)
        targets, weights = 5 * np.stack([np.cos(angles), np.sin(angles)], -1), np.full(64, 2 * math.pi / 64)
    else:
        targets = {
            "binary": np.arange(2.0),
            "count": np.arange(80.0),
            "label": np.eye(CLASSES) if kind[-1] == "soft" else np.arange(CLASSES),
            "ranking": np.array(list(itertools.permutations(range(CLASSES)))),
        }[support]
        weights = np.ones(len(targets))
    return _array(targets, "float64"), weights


# What optax, torch and scikit-learn say.


@pytest.mark.parametrize("row", [r for r in ROWS if r.optax], ids=lambda row: row.name)
def test_optax_says_the_same(row, optax_promotion):
    assert row.optax == row.name
    rng = np.random.default_rng(1)
    if _kind(row)[0] == "label":
        predictions, targets = jax.nn.log_softmax(rng.normal(size=(50, CLASSES))), _batch(row)[1][-50:]
    elif _kind(row)[0] == "binary":
        predictions, targets = jnp.asarray(rng.normal(size=50)), _batch(row)[1][:50]
    else:
        predictions, targets = jnp.asarray(rng.normal(size=(2, 50, 3)))
    peer = getattr(optax.losses, row.optax)
    np.testing.assert_allclose(row.loss(predictions, targets), peer(predictions, targets), rtol=2e-5, atol=1e-6)
    ours, theirs = (list(inspect.signature(f).parameters)[:2] for f in (row.loss, peer))
    assert ours == theirs
    slopes = [jax.grad(lambda p, f=f: f(p, targets).sum())(predictions) for f in (row.loss, peer)]
    np.testing.assert_allclose(*slopes, rtol=2e-5, atol=1e-6)


def _log_softmax(logits):
    return [x - mp.log(mp.fsum(mp.exp(z) for z in logits)) for x in map(mp.mpf, logits)]


LOGITS = [1.25, -0.5, 2.0]
TORCH = {
    "MSELoss": [((0.75, -1.5), {}, mp.mpf("5.0625"))],
    "L1Loss": [((0.75, -1.5), {}, mp.mpf("2.25"))],
    "HuberLoss": [((0.75, -1.5), {"delta": 0.5}, 0.5 * (2.25 - 0.25)), ((0.75, 1.0), {"delta": 0.5}, 0.5 * 0.0625)],
    "SmoothL1Loss": [((0.75, -1.5), {"beta": 0.5}, 2.25 - 0.25), ((0.75, 1.0), {"beta": 0.5}, 0.5 * 0.0625 / 0.5)],
    "BCELoss": [((0.25, 1.0), {}, mp.log(4)), ((0.25, 0.5), {}, -(mp.log(0.25) + mp.log(0.75)) / 2)],
    "BCEWithLogitsLoss": [
        ((1.25, 0.25), {}, -(mp.log(1 / (1 + mp.exp(-1.25))) + 3 * mp.log(1 / (1 + mp.exp(1.25)))) / 4)
    ],
    "GaussianNLLLoss": [(((0.75, 2.0), -1.5), {}, 0.5 * (mp.log(4) + mp.mpf("5.0625") / 4))],  # its variance is 4
    "PoissonNLLLoss": [((1.25, 3.0), {}, mp.exp(1.25) - 3 * 1.25)],
    "KLDivLoss": [((LOGITS, [0.5, 0.0, 0.5]), {}, mp.log(0.5) - (LOGITS[0] + LOGITS[2]) / 2)],
    "CosineEmbeddingLoss": [(([1.0, 2.0, 2.0], [2.0, 0.0, 1.0]), {}, 1 - 4 / (3 * mp.sqrt(5)))],
    "CrossEntropyLoss": [
        ((LOGITS, 1), {}, -_log_softmax(LOGITS)[1]),
        (
            (LOGITS, [0.25, 0.25, 0.5]),
            {},
            -sum(w * x for w, x in zip([0.25, 0.25, 0.5], _log_softmax(LOGITS), strict=True)),
        ),
        ((LOGITS, 1), {"smoothing": 0.3}, -0.7 * _log_softmax(LOGITS)[1] - 0.1 * sum(_log_softmax(LOGITS))),
    ],
}
"""The formulas of torch's documentation, at numbers that are exact in float32."""


def _fits(row, point):
    """Whether the loss takes a target of this kind and these options."""
    (_, target), options, _ = point
    kinds = [np.issubdtype(np.asarray(t).dtype, np.integer) for t in (target, row.example[1][0])]
    return np.ndim(target) == np.ndim(row.example[1][0]) and kinds[0] == kinds[1] and set(options) == set(row.options)


OF_TORCH = [(row, point) for row in ROWS for point in TORCH.get(row.torch, []) if _fits(row, point)]


@pytest.mark.parametrize(("row", "point"), OF_TORCH, ids=[row.name for row, _ in OF_TORCH])
def test_torch_documents_the_same(row, point):
    (prediction, target), options, expected = point
    value = row.loss(_listed(prediction, "float32"), _listed(target, "float32"), **options)
    np.testing.assert_allclose(float(value), float(expected), rtol=4e-7)


def test_every_formula_of_torch_is_used():
    assert {row.name for row, _ in OF_TORCH} == {row.name for row in ROWS if row.torch}
    assert len(OF_TORCH) == sum(map(len, TORCH.values()))


SKLEARN = {
    "binary_cross_entropy": ({}, {"labels": [0.0, 1.0]}),
    "pinball_loss": ({"quantile": 0.75}, {"alpha": 0.75}),
    "gamma_deviance": ({}, {}),
    "tweedie_deviance": ({"power": 1.3}, {"power": 1.3}),
    "inverse_gaussian_deviance": ({}, {"power": 3}),
}


@pytest.mark.parametrize("row", [r for r in ROWS if r.sklearn], ids=lambda row: row.name)
def test_scikit_learn_says_the_same(row):
    options, theirs = SKLEARN[row.name]
    rng = np.random.default_rng(2)
    predictions, targets = rng.random((2, 40)) + 0.1
    if _kind(row)[0] == "binary":
        predictions, targets = 0.8 * predictions, (targets > 0.6).astype(float)
    expected = getattr(sklearn.metrics, row.sklearn)(targets, predictions, **theirs)
    value = row.loss(*_arrays((predictions, targets), "float32"), **options).mean()
    np.testing.assert_allclose(value, expected, rtol=1e-6)


# Formulas that no peer has, from the papers.


def _close(value, expected):
    np.testing.assert_allclose(np.asarray(value, float), np.asarray(expected, float), rtol=1e-6)


def test_focal_cross_entropy_is_that_of_lin_and_others():
    p = [mp.exp(x) for x in _log_softmax(LOGITS)]
    for label, gamma in itertools.product(range(3), (0.5, 2.0, 5.0)):
        _close(
            losses.focal_cross_entropy(jnp.asarray(LOGITS), label, gamma), -((1 - p[label]) ** gamma) * mp.log(p[label])
        )


def test_logit_adjusted_cross_entropy_is_that_of_menon_and_others():
    prior, tau = [0.5, 0.375, 0.125], 1.5
    adjusted = [x + tau * mp.log(q) for x, q in zip(LOGITS, prior, strict=True)]
    for label in range(3):
        value = losses.logit_adjusted_cross_entropy(jnp.asarray(LOGITS), label, jnp.log(jnp.asarray(prior)), tau)
        _close(value, -_log_softmax(adjusted)[label])


def test_general_robust_loss_is_that_of_barron():
    for alpha, z in itertools.product((0.25, 1.0, 1.75), (0.125, 2.0, 300.0)):
        gap = abs(mp.mpf(alpha) - 2)
        expected = gap / alpha * ((mp.mpf(z) ** 2 / gap + 1) ** (mp.mpf(alpha) / 2) - 1)
        _close(losses.general_robust_loss(0.0, 3 * z, alpha, 3.0), expected)


def test_listmle_loss_is_that_of_xia_and_others():
    ranking = [2, 0, 1]
    expected = -sum(
        LOGITS[i] - mp.log(mp.fsum(mp.exp(LOGITS[j]) for j in ranking[place:])) for place, i in enumerate(ranking)
    )
    _close(losses.listmle_loss(jnp.asarray(LOGITS), jnp.asarray(ranking)), expected)


def test_deviances_are_those_of_the_textbook():
    y, mean, p = mp.mpf("0.75"), mp.mpf(2), mp.mpf("1.25")
    _close(losses.gamma_deviance(2.0, 0.75), 2 * (y / mean - 1 - mp.log(y / mean)))
    _close(losses.inverse_gaussian_deviance(2.0, 0.75), (y - mean) ** 2 / (mean**2 * y))
    terms = y ** (2 - p) / ((1 - p) * (2 - p)) - y * mean ** (1 - p) / (1 - p) + mean ** (2 - p) / (2 - p)
    _close(losses.tweedie_deviance(2.0, 0.75, 1.25), 2 * terms)


# Values at the edges.


def test_log_cosh_is_right_where_cosh_rounds_to_1():
    x = np.array([1e-15, 1e-8, 1e-4, 0.3, 0.99, 1.01, 30.0, 1e4, 1e30], np.float32)
    with mp.workdps(60):
        expected = [float(mp.log(mp.cosh(v)) if v < 1e4 else v - mp.log(2)) for v in map(mp.mpf, x.astype(float))]
    value = losses.log_cosh(jnp.zeros(9), jnp.asarray(x))
    np.testing.assert_allclose(np.asarray(value, float), expected, rtol=8e-7)


def test_equal_directions_are_at_no_distance():
    x = jax.random.normal(jax.random.key(0), (100, 7)) * 1e15
    np.testing.assert_array_less(losses.cosine_distance(x, 3 * x), 1e-13)
    np.testing.assert_allclose(losses.cosine_distance(x, -x), 2, rtol=1e-6)
    assert jnp.isnan(losses.cosine_distance(jnp.zeros(3), jnp.ones(3)))
    assert jnp.isnan(losses.cosine_distance(jnp.ones(3), jnp.zeros(3)))


def test_zero_log_zero_is_zero_with_finite_gradients():
    log_predictions = jnp.asarray([-INF, math.log(0.5), math.log(0.5)])
    targets = jnp.asarray([0.0, 0.25, 0.75])
    value, slopes = jax.value_and_grad(losses.kl_divergence, argnums=(0, 1))(log_predictions, targets)
    _close(value, mp.log(2) - (mp.log(4) + 3 * mp.log(mp.mpf(4) / 3)) / 4)
    np.testing.assert_array_equal(slopes[0], -targets)
    assert jnp.isfinite(slopes[1]).all()
    assert losses.kl_divergence(log_predictions, jnp.asarray([0.5, 0.25, 0.25])) == INF


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
def test_focal_gradients_are_finite_for_a_certain_prediction(gamma):
    logits = (
        jnp.asarray([[100.0, 0.0], [18.0, 0.0], [0.0, 100.0], [INF, 0.0][::-1]]).at[3].set(jnp.asarray([0.0, -INF]))
    )
    value, slope = jax.value_and_grad(lambda x: losses.focal_cross_entropy(x, jnp.zeros(4, int), gamma).sum())(logits)
    assert jnp.isfinite(value)
    assert jnp.isfinite(slope).all()


def test_infinite_logits_and_log_rates_are_certain_predictions():
    bits = losses.sigmoid_binary_cross_entropy(jnp.asarray([INF, -INF, INF, -INF]), jnp.asarray([1, 0, 0, 1]))
    np.testing.assert_array_equal(bits, [0, 0, INF, INF])
    counts = losses.poisson_nll(jnp.asarray([-INF, -INF, INF, INF]), jnp.asarray([0, 3, 0, 3]))
    np.testing.assert_array_equal(counts, [0, INF, INF, INF])
    np.testing.assert_array_equal(losses.binary_cross_entropy(jnp.asarray([0.0, 1.0]), jnp.asarray([0, 0])), [0, INF])


def test_a_target_of_zero_is_fine_for_the_tweedie_deviance():
    mean = jnp.asarray([0.25, 4.0])
    value, slope = jax.value_and_grad(lambda m: losses.tweedie_deviance(m, jnp.zeros(2)).sum())(mean)
    _close(value, 4 * (0.5 + 2.0))
    np.testing.assert_allclose(slope, 2 / jnp.sqrt(mean), rtol=1e-6)


# What the likelihood refuses.


@pytest.mark.parametrize("row", [r for r in ROWS if _kind(r)[0] in OUTSIDE], ids=lambda row: row.name)
def test_outside_the_support_it_is_what_the_likelihood_is(row):
    kind = _kind(row)
    for target in OUTSIDE[kind[0]]:
        predictions, targets = _arrays((POINTS[kind], target), "float32")
        loss, likelihood_loss = _both_sides(row, predictions, targets, row.options)
        assert loss(predictions) == likelihood_loss(predictions) == INF
        if kind[0] != "real":  # there the loss of an infinite target grows on as it did
            assert all((g == 0).all() for g in _slopes(loss, predictions))
    predictions, targets = _arrays((POINTS[kind], NAN), "float32")
    assert jnp.isnan(row.loss(predictions, targets))


@every_row
def test_an_illegal_prediction_is_nan(row):
    """With a NaN gradient, so that no training goes on in silence."""
    kind = _kind(row)
    illegal = {"positive": (0.0, -1.0, NAN), "unit_interval": (-0.5, 1.5, NAN)}.get(kind[-1], (NAN,))
    _, targets = _example(row)
    point = targets[0] if kind[0] != "binary" else jnp.float32(1)
    for bad in illegal:
        prediction = _listed(POINTS[kind], "float32")
        if isinstance(prediction, tuple):
            prediction = (prediction[0], jnp.float32(bad))
        elif kind[0] == "unit_vector":
            prediction = jnp.full(targets.shape[-1:], bad)
        else:
            prediction = jnp.full_like(prediction, bad)
        value = row.loss(prediction, point, **_bound(row.options))
        assert jnp.isnan(value), bad
        slopes = _slopes(lambda p, point=point: row.loss(p, point, **_bound(row.options)), prediction)
        assert any(jnp.isnan(g).any() for g in slopes), bad


@pytest.mark.parametrize(("name", "option"), ILLEGAL)
def test_an_illegal_option_is_nan(name, option):
    row = BY_NAME[name]
    for value in ILLEGAL[name, option]:
        options = _bound(row.options | {option: value})
        assert jnp.isnan(row.loss(*_example(row), **options)).all(), value


def test_every_option_has_illegal_values():
    assert {(row.name, option) for row in ROWS for option in row.options} == set(ILLEGAL)


with_integers = pytest.mark.parametrize("row", [r for r in ROWS if _takes_integers(r)], ids=lambda row: row.name)


@with_integers
@pytest.mark.parametrize("bad", [-1, CLASSES, 1000])
def test_an_index_that_is_no_class_is_nan_and_never_another_class(row, bad):
    predictions, targets = _example(row)
    spoilt = targets.at[(1, *[0] * (targets.ndim - 1))].set(bad)
    before, after = (row.loss(predictions, t, **_bound(row.options)) for t in (targets, spoilt))
    assert jnp.isnan(after[1])
    assert after[0] == before[0]


@with_integers
def test_indices_must_be_integers(row):
    predictions, targets = _example(row)
    for dtype in (jnp.float32, jnp.bool_):
        with pytest.raises(
            TypeError, match=rf"{row.name}: (labels|rankings) must be integers, got dtype {dtype.dtype}"
        ):
            row.loss(predictions, targets.astype(dtype), **_bound(row.options))


@with_integers
@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16, np.uint32, np.int32])
def test_indices_of_every_width_reach_every_class(row, kind):
    """Also where the number of classes is beyond their range."""
    logits = jnp.linspace(-1, 1, 600)
    targets = np.array([[5, 100]] if _kind(row)[0] == "ranking" else [100], kind)
    options = _bound(row.options) | ({"log_prior": jnp.zeros(600)} if "log_prior" in row.options else {})
    value = row.loss(logits[None], targets, **options)
    np.testing.assert_array_equal(value, row.loss(logits[None], targets.astype(np.int32), **options))
    assert jnp.isfinite(value).all()


def test_one_hot_labels_are_sent_where_they_belong():
    with pytest.raises(ValueError, match="one-hot labels go to softmax_cross_entropy"):
        losses.softmax_cross_entropy_with_integer_labels(jnp.zeros((8, 3)), jnp.zeros((8, 3), int))


def test_a_prior_of_other_classes_is_refused():
    with pytest.raises(ValueError, match=r"log_prior has shape \(2,\), the classes of the logits \(3,\)"):
        losses.logit_adjusted_cross_entropy(jnp.zeros((8, 3)), jnp.zeros(8, int), jnp.zeros(2))


# Shapes.


@every_row
def test_one_number_per_sample(row):
    predictions, targets = _batch(row)
    options = _bound(row.options)
    flat = row.loss(predictions, targets, **options)
    assert flat.shape == (SIZE,)
    folded = row.loss(*jax.tree.map(lambda x: x.reshape(8, -1, *x.shape[1:]), (predictions, targets)), **options)
    _agree(folded.ravel(), flat)
    first = row.loss(*jax.tree.map(lambda x: x[0], (predictions, targets)), **options)
    assert first.shape == ()
    _agree(first, flat[0])
    shared = row.loss(jax.tree.map(lambda x: x[0], predictions), targets, **options)
    spread = jax.tree.map(lambda x: jnp.broadcast_to(x[0], x.shape), predictions)
    _agree(shared, row.loss(spread, targets, **options))
    _agree(jax.vmap(lambda p, t: row.loss(p, t, **options))(predictions, targets), flat)


def _agree(value, expected):
    np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6)


@every_row
def test_a_column_against_a_row_raises(row):
    predictions, targets = _batch(row)
    for p, t in ((_column(predictions), targets), (predictions, jnp.expand_dims(targets, 1))):
        with pytest.raises(ValueError, match=rf"{row.name}: \w+ has batch shape") as caught:
            row.loss(p, t, **_bound(row.options))
        assert f"({SIZE},)" in str(caught.value)
        assert f"({SIZE}, 1)" in str(caught.value)


def _column(predictions):
    return jax.tree.map(lambda x: jnp.expand_dims(x, 1), predictions)


@pytest.mark.parametrize(
    "row", [r for r in ROWS if np.ndim(r.example[1][0]) and not _takes_integers(r)], ids=lambda row: row.name
)
def test_vectors_must_be_equally_long(row):
    with pytest.raises(ValueError, match=rf"{row.name}: \w+ has shape \(8, 3\), \w+ \(8, 4\)"):
        row.loss(jnp.ones((8, 3)), jnp.ones((8, 4)))


def test_a_pair_that_is_none_is_refused():
    with pytest.raises(TypeError, match="gaussian_nll: the prediction must hold loc, scale"):
        losses.gaussian_nll(jnp.zeros((2, 8)), jnp.zeros(8))
    by_name = losses.gaussian_nll({"scale": 2.0, "loc": jnp.zeros(8)}, jnp.ones(8))
    np.testing.assert_array_equal(by_name, losses.gaussian_nll((jnp.zeros(8), 2.0), jnp.ones(8)))


# Dtypes.


def _cast(tree, dtype):
    return jax.tree.map(lambda x: x if jnp.issubdtype(x.dtype, jnp.integer) else x.astype(dtype), tree)


@every_row
@pytest.mark.parametrize("low", ["bfloat16", pytest.param("float16", marks=EXHAUSTIVE)])
def test_16_bits_give_the_float32_loss_and_16_bit_gradients(row, low):
    coarse = _cast(_example(row), low)
    options = _bound(row.options)
    fine = _cast(coarse, "float32")
    value = row.loss(*coarse, **options)
    assert value.dtype == jnp.float32
    np.testing.assert_array_equal(value, row.loss(*fine, **options))
    slopes, exact = (_slopes(lambda p, t=t: row.loss(p, t, **options), p) for p, t in (coarse, fine))
    for g, e in zip(slopes, exact, strict=True):
        assert g.dtype == low
        np.testing.assert_array_equal(g, e.astype(low))


@every_row
def test_float64_stays_and_nothing_is_weak(row, dtype):
    options = _bound(row.options)
    kind = jax.eval_shape(lambda: row.loss(*_example(row, dtype), **options))
    assert (kind.dtype, kind.weak_type) == (dtype, False)
    numbers = row.example[0][0] if not isinstance(row.example[0], tuple) else tuple(x[0] for x in row.example[0])
    alone = jax.eval_shape(lambda: row.loss(_python(numbers), _python(row.example[1][0]), **options))
    assert (alone.dtype, alone.weak_type) == (jnp.result_type(float), False)


def _python(value):
    """Python's numbers as they are; vectors as arrays."""
    return jnp.asarray(value) if isinstance(value, list) else value


@every_row
def test_lists_are_refused_by_name(row):
    with pytest.raises(TypeError, match=rf"{row.name}: \w+ must be an array or a number, got list"):
        row.loss(_example(row)[0], row.example[1], **_bound(row.options))


# Derivatives and the compiler.


@every_setting
def test_debug_nans_stays_quiet_on_valid_input(row, options):
    predictions, targets = _batch(row)
    if "log_prior" in options and options["log_prior"][-1] == -INF:
        targets = targets % 2
    jax.config.update("jax_debug_nans", True)
    try:
        _slopes(lambda p: row.loss(p, targets, **_bound(options)), predictions)
        jax.jit(row.loss)(predictions, targets, **_bound(options))
    finally:
        jax.config.update("jax_debug_nans", False)


@every_row
def test_forward_mode_agrees_with_reverse(row):
    predictions, targets = _batch(row)

    def loss(p):
        return row.loss(p, targets, **_bound(row.options))

    along = jax.tree.map(lambda x: jax.random.normal(jax.random.key(0), x.shape, x.dtype), predictions)
    _, change = jax.jvp(loss, (predictions,), (along,))
    terms = [g * x for g, x in zip(_slopes(loss, predictions), jax.tree.leaves(along), strict=True)]
    np.testing.assert_allclose(change, sum(t.reshape(SIZE, -1).sum(-1) for t in terms), rtol=1e-5, atol=1e-5)


@every_row
def test_a_training_step_compiles_it_once(row):
    traces = []

    @jax.jit
    def step(predictions, targets):
        traces.append(1)
        return row.loss(predictions, targets, **_bound(row.options)).mean()

    values = {float(step(*_batch(row, seed=seed))) for seed in range(3)}
    assert len(values) == 3
    assert len(traces) == 1


@pytest.mark.parametrize(("name", "option"), [k for k in ILLEGAL if k[1] != "log_prior"])
def test_options_may_be_traced_and_differentiated(name, option):
    row = BY_NAME[name]
    options = _bound(row.options)
    start = options.pop(option)

    def loss(value):
        return row.loss(*_example(row), **options, **{option: value}).sum()

    slope, step = jax.jit(jax.grad(loss))(start), 1e-2
    np.testing.assert_allclose(slope, (loss(start + step) - loss(start - step)) / (2 * step), rtol=2e-2, atol=2e-3)


# The derivation.


@every_setting
def test_derive_holds(row, options):
    steps = losses.derive(row.name, **options)
    steps.assert_holds()
    names = [step.name for step in steps.steps]
    assert names == ["negative log-likelihood", *(["loss and constant"] if row.leaves_out else []), "loss"]
    assert row.name in str(steps)
    assert row.statement in str(steps)
    page = steps._repr_markdown_()
    assert page.count("$$") == 2 * len(names)
    assert row.latex in page
    assert "qquad" not in page


@pytest.mark.parametrize("row", [r for r in ROWS if r.leaves_out], ids=lambda row: row.name)
def test_derive_fails_where_the_constant_is_broken(row, monkeypatch):
    def off(*args, **options):
        return row.constant(*args, **options) + 1e-3

    module = importlib.import_module(f"nllax._losses.{row.name}")
    monkeypatch.setattr(module, "row", dataclasses.replace(row, constant=off))
    with pytest.raises(AssertionError, match="loss and constant is"):
        losses.derive(row.name).assert_holds()


@every_row
def test_derive_fails_where_the_likelihood_is_another(row, monkeypatch):
    def other(predictions, *args, **options):
        return jax.tree.map(lambda x: 1.01 * x, row.prediction(predictions, *args, **options))

    module = importlib.import_module(f"nllax._losses.{row.name}")
    monkeypatch.setattr(module, "row", dataclasses.replace(row, prediction=other))
    with pytest.raises(AssertionError, match=row.name):
        losses.derive(row.name).assert_holds()


def test_derive_follows_data_of_ones_own():
    predictions, targets = jnp.asarray([0.0, 1.0]), jnp.asarray([2.0, -1.0])
    steps = losses.derive("squared_error", predictions, targets)
    assert steps.steps[-1].value == 4.0
    np.testing.assert_array_equal(steps.steps[-1].gradient, [-2.0, 2.0])
    assert steps.steps[-1].dropped == pytest.approx(0.5 * math.log(math.pi))


# The table and the documentation.


PUBLIC = {n for n, v in vars(losses).items() if callable(v) and not n.startswith("_")} - {"derive", "table"}


def test_every_loss_has_a_row_and_every_row_a_loss():
    assert {row.name for row in ROWS} == PUBLIC
    assert all(getattr(losses, row.name) is row.loss for row in ROWS)
    assert [row.name for row in ROWS] == sorted(PUBLIC)
    assert len(losses.table()) == len(PUBLIC)


def test_unknown_names_are_refused_with_all_that_there_are():
    for ask in (losses.derive, losses.table().__getitem__):
        with pytest.raises(KeyError, match="no loss is named 'hinge_loss'") as caught:
            ask("hinge_loss")
        assert all(name in str(caught.value) for name in PUBLIC)


def test_the_table_prints_for_a_terminal():
    lines = str(losses.table()).splitlines()
    assert len(lines) == 1 + len(ROWS)
    assert max(map(len, lines)) <= 120
    starts = {line.index(row.statement) for line, row in zip(lines[1:], ROWS, strict=True)}
    assert len(starts) == 1
    assert repr(losses.table()) == str(losses.table())


def test_the_table_renders_as_markdown():
    """Each row has its five cells: no bar of a formula parts one, no formula is broken or left with its remarks."""
    head, rule, *lines = losses.table()._repr_markdown_().split("\n\n")[0].splitlines()
    assert rule == "|---|---|---|---|---|"
    assert head.count("|") == 6
    assert len(lines) == len(ROWS)
    for line, row in zip(lines, ROWS, strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == 5
        assert cells[0] == f"`{row.name}`"
        assert re.fullmatch(r"\$[^$]+\$", cells[1])
        assert re.fullmatch(r"\$[^$]+\$|none", cells[3])
        assert (cells[3] == "none") == (not row.leaves_out)
        for left, right in (("{", "}"), (r"\left", r"\right"), (r"\begin", r"\end")):
            assert len(re.findall(_word(left), line)) == len(re.findall(_word(right), line)), line
        assert "qquad" not in line
        assert r"\\vert" not in line  # a line break and a word, where \| was meant


def _word(latex):
    return re.escape(latex) + ("(?![a-z])" if latex[-1].isalpha() else "")


@every_row
def test_a_loss_is_documented_in_the_house_order(row):
    doc = inspect.getdoc(row.loss)
    parts = ["$$", "Args:", "Returns:", "Example:", "Reference: "]
    places = [doc.index(part) for part in parts]
    assert places == sorted(places)
    assert ">>> " in doc
    assert f"nllax.losses.{row.name}(" in doc
    for name in inspect.signature(row.loss).parameters:
        assert re.search(rf"^  {name}: ", doc, re.MULTILINE), name
    assert max(map(len, doc.splitlines())) <= 116


def test_the_module_says_what_is_not_here():
    for word in ("Hinge", "perceptron", "Dice", "Tversky", "Triplet", "Poly", "focal"):
        assert re.search(rf"^(- |  ).*{word}", losses.__doc__, re.MULTILINE), word
