"""Named losses are what optax, torch, scikit-learn and the papers say."""

import inspect
import itertools

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import optax
import pytest
import sklearn.metrics
from loss_rows import CLASSES, ROWS, as_arrays, assert_close, kind_of, listed, random_batch

from nllax import losses

# What optax, torch and scikit-learn say.


@pytest.mark.parametrize("row", [r for r in ROWS if r.optax], ids=lambda row: row.name)
def test_optax_says_the_same(row, optax_promotion):
    assert row.optax == row.name
    rng = np.random.default_rng(1)
    if kind_of(row)[0] == "label":
        predictions, targets = jax.nn.log_softmax(rng.normal(size=(50, CLASSES))), random_batch(row)[1][-50:]
    elif kind_of(row)[0] == "binary":
        predictions, targets = jnp.asarray(rng.normal(size=50)), random_batch(row)[1][:50]
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
    value = row.loss(listed(prediction, "float32"), listed(target, "float32"), **options)
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
    if kind_of(row)[0] == "binary":
        predictions, targets = 0.8 * predictions, (targets > 0.6).astype(float)
    expected = getattr(sklearn.metrics, row.sklearn)(targets, predictions, **theirs)
    value = row.loss(*as_arrays((predictions, targets), "float32"), **options).mean()
    np.testing.assert_allclose(value, expected, rtol=1e-6)


# Formulas that no peer has, from the papers.


def test_focal_cross_entropy_is_that_of_lin_and_others():
    p = [mp.exp(x) for x in _log_softmax(LOGITS)]
    for label, gamma in itertools.product(range(3), (0.5, 2.0, 5.0)):
        assert_close(
            losses.focal_cross_entropy(jnp.asarray(LOGITS), label, gamma), -((1 - p[label]) ** gamma) * mp.log(p[label])
        )


def test_logit_adjusted_cross_entropy_is_that_of_menon_and_others():
    prior, tau = [0.5, 0.375, 0.125], 1.5
    adjusted = [x + tau * mp.log(q) for x, q in zip(LOGITS, prior, strict=True)]
    for label in range(3):
        value = losses.logit_adjusted_cross_entropy(jnp.asarray(LOGITS), label, jnp.log(jnp.asarray(prior)), tau)
        assert_close(value, -_log_softmax(adjusted)[label])


def test_general_robust_loss_is_that_of_barron():
    for alpha, z in itertools.product((0.25, 1.0, 1.75), (0.125, 2.0, 300.0)):
        gap = abs(mp.mpf(alpha) - 2)
        expected = gap / alpha * ((mp.mpf(z) ** 2 / gap + 1) ** (mp.mpf(alpha) / 2) - 1)
        assert_close(losses.general_robust_loss(0.0, 3 * z, alpha, 3.0), expected)


def test_listmle_loss_is_that_of_xia_and_others():
    ranking = [2, 0, 1]
    expected = -sum(
        LOGITS[i] - mp.log(mp.fsum(mp.exp(LOGITS[j]) for j in ranking[place:])) for place, i in enumerate(ranking)
    )
    assert_close(losses.listmle_loss(jnp.asarray(LOGITS), jnp.asarray(ranking)), expected)


def test_deviances_are_those_of_the_textbook():
    y, mean, p = mp.mpf("0.75"), mp.mpf(2), mp.mpf("1.25")
    assert_close(losses.gamma_deviance(2.0, 0.75), 2 * (y / mean - 1 - mp.log(y / mean)))
    assert_close(losses.inverse_gaussian_deviance(2.0, 0.75), (y - mean) ** 2 / (mean**2 * y))
    terms = y ** (2 - p) / ((1 - p) * (2 - p)) - y * mean ** (1 - p) / (1 - p) + mean ** (2 - p) / (2 - p)
    assert_close(losses.tweedie_deviance(2.0, 0.75, 1.25), 2 * terms)
