"""Draws follow the distribution: their cdf, or their frequencies, at ten thousand draws."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.stats
from arrays import parameters, rows
from cases import CASES
from crossing import EXHAUSTIVE, crossed, every_case_with
from evaluate import first_order, spread

pytestmark = pytest.mark.slow

SIZE = 20_000
SIGNIFICANCE = 1e-5  # a false alarm in a hundred thousand, with a fixed key: in none


@every_case_with("sample", marks=EXHAUSTIVE)
def test_draws(case):
    """One compiled sampler for all rows of the case: goodness of fit, shape, dtype, support, dependence on the key."""
    same_shape = [r for r in rows(case) if list(map(np.shape, r)) == list(map(np.shape, rows(case)[0]))]
    inputs = [jnp.stack(p) for p in zip(*(parameters(r, "float32") for r in same_shape), strict=True)]
    draw = lambda key: case.distribution.sample(jax.random.key(key), *inputs, shape=(SIZE,))
    draws = draw(0)
    assert draws.shape == (SIZE, len(same_shape), *np.shape(case.typical[0][0]))
    assert draws.dtype in (jnp.float32, jnp.int32)
    is_index = case.distribution.support.keeps(draws)
    assert case.distribution.support.contains(draws if is_index else draws.astype(jnp.float32)).all()
    np.testing.assert_array_equal(draws, draw(0))
    assert (draws != draw(1)).any()
    for index, values in enumerate(same_shape):
        _assert_fits(case, values, np.asarray(draws[:, index]))


def _assert_fits(case, values, draws):
    if case.points is None and not hasattr(case.distribution, "log_cdf"):
        assert np.abs(_standard_scores(case, values, draws)).max() < 5, values
    elif case.points is None:
        log_cdf, _ = first_order(case.distribution.log_cdf, np.sort(draws), *spread(values, "float32", SIZE))
        uniform = np.exp(log_cdf)  # in ascending order
        assert scipy.stats.kstest(uniform, "uniform").pvalue > SIGNIFICANCE, values
    else:
        points = np.asarray(case.points(*values))
        log_prob, _ = first_order(case.distribution.log_prob, points, *spread(values, "float32", len(points)))
        expected = SIZE * np.exp(log_prob.astype(np.float64))
        observed = (draws[:, None] == points).reshape(SIZE, len(points), -1).all(-1).sum(0)
        assert observed.sum() == SIZE
        assert scipy.stats.chisquare(*_pooled(observed, expected)).pvalue > SIGNIFICANCE, values


def _standard_scores(case, values, draws):
    """The mean score of the draws in its standard errors: under the right distribution its expectation is zero."""
    _, (_, *slopes) = first_order(case.distribution.log_prob, draws, *spread(values, "float32", SIZE))
    free = [s for name, s in zip(case.parameter_names, slopes, strict=True) if name not in case.constrained]
    scores = np.concatenate([s.astype(np.float64).reshape(SIZE, -1) for s in free], axis=1)
    scores = scores[:, scores.any(0)]  # what does not count, like the upper triangle of a triangular matrix
    return scores.mean(0) / (scores.std(0) / np.sqrt(SIZE))


def _pooled(observed, expected, least=5):
    """Frequencies with everything rare in one cell, as the chi-square test asks."""
    rare = expected < least
    if not rare.any():
        return observed, expected * observed.sum() / expected.sum()
    pools = [np.append(x[~rare], x[rare].sum()) for x in (observed, expected)]
    return pools[0], pools[1] * observed.sum() / expected.sum()


@crossed(
    [
        c
        for c in CASES
        if not (
            c.distribution.support.discrete
            or {"sample", "mean"} & set(c.lacks)
            or set(c.parameter_names) <= set(c.jumps)
        )
    ],
    EXHAUSTIVE,
)
def test_continuous_draws_are_differentiable(case):
    """The reparameterised gradient of the mean draw is the gradient of the mean."""
    values = rows(case)[0]
    inputs = parameters(values, "float32")

    def mean_draw(*p):
        return case.distribution.sample(jax.random.key(0), *p, shape=(SIZE,)).mean(0).sum()

    chosen = tuple(i for i, name in enumerate(case.parameter_names) if name not in case.jumps)
    slopes = jax.grad(mean_draw, chosen)(*inputs)
    exact = jax.grad(lambda *p: case.distribution.mean(*p).sum(), chosen)(*inputs)
    for got, expected in zip(slopes, exact, strict=True):
        np.testing.assert_allclose(got, expected, atol=0.05)
