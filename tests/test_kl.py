"""Entropy, cross-entropy and divergence: what `nllax.kl` offers beside the closed forms, and what it refuses."""

import math
import os
import pathlib
import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import nllax
from nllax import kl

KEY = jax.random.key(0)
PAIRS = kl.pairs()


# Which pairs there are.


def test_every_family_that_has_a_closed_form_has_one():
    families = """asymmetric_laplace bernoulli bernoulli_probs beta binomial bradley_terry categorical
    categorical_probs cauchy continuous_bernoulli dirichlet exponential gamma geometric gumbel half_cauchy
    half_normal inverse_gamma inverse_gaussian laplace log_normal logit_normal multivariate_normal
    multivariate_normal_diag multivariate_normal_low_rank multivariate_normal_precision normal ordered_logistic
    pareto poisson poisson_log_rate von_mises von_mises_fisher weibull wrapped_cauchy"""
    assert {(getattr(nllax, name), getattr(nllax, name)) for name in families.split()} <= set(PAIRS)


def test_there_are_more_pairs_than_elsewhere():
    """TensorFlow Probability registers about forty, PyTorch 51."""
    assert len(PAIRS) > 100
    assert len(set(PAIRS)) == len(PAIRS)
    names = [tuple(d.name for d in pair) for pair in PAIRS]
    assert names == sorted(names)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "-".join(d.name for d in pair))
def test_every_form_is_documented(pair):
    document = kl_form(*pair).__doc__
    assert document.strip()
    assert len(document.splitlines()[0]) <= 120


def kl_form(p, q):
    from nllax._kl.closed_form import form_of

    return form_of(p, q, "")


# What is refused.


def test_a_pair_without_a_form_names_those_that_have_one():
    with pytest.raises(NotImplementedError) as error:
        kl.divergence(nllax.normal, (0.0, 1.0), nllax.student_t, (3.0, 0.0, 1.0))
    for part in (
        "KL(nllax.normal ‖ nllax.student_t) has no closed form",
        "KL(nllax.normal ‖ .) for nllax.gumbel, nllax.laplace, nllax.normal",
        "monte_carlo",
        "quadrature",
    ):
        assert part in str(error.value)
    with pytest.raises(NotImplementedError, match="none with either of the two"):
        kl.divergence(nllax.tweedie, (1.0, 1.0, 1.5), nllax.plackett_luce, jnp.zeros(3))
    with pytest.raises(NotImplementedError, match=r"KL\(\. ‖ nllax.normal\) for nllax.asymmetric_laplace"):
        kl.divergence(nllax.tweedie, (1.0, 1.0, 1.5), nllax.normal, (0.0, 1.0))


def test_shapes_that_would_broadcast_are_refused():
    p, q = (jnp.zeros(3), 1.0), (jnp.zeros((3, 1)), 1.0)
    with pytest.raises(ValueError, match=r"\(3, 1\)"):
        kl.divergence(nllax.normal, p, q)
    assert kl.divergence(nllax.normal, p, (0.0, 1.0)).shape == (3,)
    assert kl.divergence(nllax.normal, (0.0, 1.0), p).shape == (3,)


@pytest.mark.parametrize(
    ("distribution", "p", "q"),
    [
        (nllax.categorical, np.zeros(3), np.zeros(1)),
        (nllax.categorical_probs, np.full(2, 0.5), np.ones(1)),
        (nllax.dirichlet, np.ones(3), np.ones(1)),
        (nllax.von_mises_fisher, (np.eye(3)[0], 1.0), (np.eye(2)[0], 1.0)),
        (nllax.ordered_logistic, (0.0, np.arange(3.0)), (0.0, np.arange(1.0))),
        (nllax.multivariate_normal_diag, (np.zeros(3), np.ones(3)), (np.zeros(1), np.ones(1))),
        (nllax.multivariate_normal, (np.zeros(3), np.eye(3)), (np.zeros(1), np.eye(1))),
        (nllax.multivariate_normal_precision, (np.zeros(3), np.eye(3)), (np.zeros(1), np.eye(1))),
    ],
    ids=lambda x: getattr(x, "name", ""),
)
def test_vectors_of_other_sizes_are_refused(distribution, p, q):
    with pytest.raises(ValueError, match=r"same size, got last axes of \d and \d"):
        kl.divergence(distribution, p, q)


def test_what_is_no_pair_is_refused():
    with pytest.raises(TypeError, match=r"takes \(distribution, p, q\) or \(distribution, p, other, q\)"):
        kl.divergence((0.0, 1.0), (0.0, 1.0), nllax.normal)
    with pytest.raises(TypeError, match="no distribution here takes total_count"):
        kl.divergence(nllax.normal, (0.0, 1.0), (0.0, 1.0), total_count=3)
    with pytest.raises(TypeError, match="mean"):
        kl.divergence(nllax.normal, {"mean": 0.0, "scale": 1.0}, (0.0, 1.0))


def test_an_illegal_parameter_gives_nan_and_no_other():
    p, q = jnp.array([1.0, -1.0, 0.0, 2.0]), jnp.array([1.0, 1.0, 1.0, -1.0])
    values = kl.divergence(nllax.normal, (0.0, p), (0.0, q))
    np.testing.assert_array_equal(np.isnan(values), [False, True, True, True])


def test_what_the_data_gives_is_shared():
    trials = nllax.binomial
    one = kl.divergence(nllax.bernoulli, 0.3, -0.2)
    np.testing.assert_allclose(kl.divergence(trials, 0.3, -0.2, total_count=7), 7 * one, rtol=1e-6)
    three, four = nllax.fixed(trials, total_count=3), nllax.fixed(trials, total_count=4)
    np.testing.assert_allclose(kl.divergence(three, 0.3, -0.2), 3 * one, rtol=1e-6)
    assert np.isnan(kl.divergence(three, 0.3, four, -0.2))


def test_fixed_parameters_are_bound():
    unit = nllax.fixed(nllax.normal, scale=1.0)
    np.testing.assert_array_equal(kl.divergence(unit, 1.0, -1.0), kl.divergence(nllax.normal, (1.0, 1.0), (-1.0, 1.0)))
    np.testing.assert_array_equal(
        kl.divergence(unit, 1.0, nllax.normal, (0.0, 2.0)), kl.divergence(nllax.normal, (1.0, 1.0), (0.0, 2.0))
    )


def test_a_form_must_take_the_parameters_and_be_the_only_one():
    with pytest.raises(ValueError, match="has a closed form already, normal_normal"):
        kl.closed_form(nllax.normal)(lambda p_loc, p_scale, q_loc, q_scale: p_loc)
    with pytest.raises(ValueError, match=r"must take \(p_df, p_loc, p_scale, q_df, q_loc, q_scale\)"):
        kl.closed_form(nllax.student_t)(lambda p, q: p)


def test_importing_starts_no_backend():
    environment = os.environ | {"JAX_PLATFORMS": "nowhere"}
    run = subprocess.run(
        [sys.executable, "-c", "import nllax.kl"],
        cwd=pathlib.Path(__file__).parents[1],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


# Edges.


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (lambda: kl.divergence(nllax.bernoulli, -math.inf, math.inf), math.inf),
        (lambda: kl.divergence(nllax.bernoulli, -math.inf, -math.inf), 0),
        (lambda: kl.divergence(nllax.bernoulli, -math.inf, 0.0), math.log(2)),
        (lambda: kl.divergence(nllax.bernoulli_probs, 1.0, 0.25), math.log(4)),
        (lambda: kl.divergence(nllax.bernoulli_probs, 0.5, 0.0), math.inf),
        (lambda: kl.divergence(nllax.categorical, jnp.array([0.0, -math.inf]), jnp.array([0.0, 0.0])), math.log(2)),
        (lambda: kl.divergence(nllax.categorical, jnp.array([0.0, 0.0]), jnp.array([0.0, -math.inf])), math.inf),
        (lambda: kl.divergence(nllax.categorical_probs, jnp.array([0.0, 1.0]), jnp.array([0.5, 0.5])), math.log(2)),
        (lambda: kl.divergence(nllax.poisson, 0.0, 3.0), 3),
        (lambda: kl.divergence(nllax.poisson, 3.0, 0.0), math.inf),
        (lambda: kl.divergence(nllax.poisson, 0.0, nllax.poisson_log_rate, -math.inf), 0),
        (lambda: kl.divergence(nllax.poisson_log_rate, -math.inf, math.log(3.0)), 3),
        (lambda: kl.divergence(nllax.von_mises, (0.0, 0.0), (2.0, 0.0)), 0),
        (lambda: kl.divergence(nllax.wrapped_cauchy, (1.0, 0.0), (2.0, 0.0)), 0),
        (lambda: kl.divergence(nllax.student_t, (2.0, 0.0, 1.0), nllax.normal, (0.0, 1.0)), math.inf),
        (lambda: kl.divergence(nllax.inverse_gamma, (1.0, 1.0), nllax.exponential, 1.0), math.inf),
        (lambda: kl.divergence(nllax.pareto, 1.0, nllax.exponential, 1.0, scale=1.0), math.inf),
        (lambda: kl.divergence(nllax.laplace, (0.0, 1.0), nllax.gumbel, (0.0, 1.0)), math.inf),
    ],
)
def test_edges(value, expected):
    np.testing.assert_allclose(value(), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("distribution", "p", "q"),
    [
        (nllax.categorical, [0.0, -math.inf, 1.0], [0.0, 1.0, 1.0]),
        (nllax.categorical_probs, [0.0, 0.5, 0.5], [0.25, 0.5, 0.25]),
        (nllax.bernoulli_probs, 0.0, 0.5),
        (nllax.poisson, 0.0, 3.0),
    ],
    ids=lambda x: getattr(x, "name", ""),
)
def test_gradients_are_finite_where_p_rules_out(distribution, p, q):
    slopes = jax.grad(lambda p, q: kl.divergence(distribution, p, q), (0, 1))(jnp.array(p), jnp.array(q))
    assert all(jnp.isfinite(s).all() for s in slopes)


def test_families_agree_where_they_touch():
    """A gamma or Weibull distribution of shape 1 is exponential, and a Bernoulli one the same however it is given."""
    rates = jnp.array([0.1, 1.0, 7.3]), jnp.array([0.1001, 3.0, 7.3])
    exact = kl.divergence(nllax.exponential, *rates)
    ones = jnp.ones(3)
    for other, q in ((nllax.gamma, (ones, rates[1])), (nllax.weibull, (ones, 1 / rates[1]))):
        np.testing.assert_allclose(kl.divergence(nllax.exponential, rates[0], other, q), exact, rtol=1e-3, atol=1e-13)
    for other, p in ((nllax.gamma, (ones, rates[0])), (nllax.weibull, (ones, 1 / rates[0]))):
        np.testing.assert_allclose(kl.divergence(other, p, nllax.exponential, rates[1]), exact, rtol=1e-3, atol=1e-13)


# The two directions, and cross-entropy.


def test_directions():
    wide, narrow = (0.0, 2.0), (0.0, 1.0)
    np.testing.assert_array_equal(kl.forward(nllax.normal, wide, narrow), kl.divergence(nllax.normal, wide, narrow))
    np.testing.assert_array_equal(kl.reverse(nllax.normal, wide, narrow), kl.divergence(nllax.normal, narrow, wide))
    p, q = (0.0, 1.0), (0.5, 2.0)
    np.testing.assert_array_equal(
        kl.reverse(nllax.normal, p, nllax.laplace, q), kl.divergence(nllax.laplace, q, nllax.normal, p)
    )


def test_the_forward_direction_covers_and_the_reverse_one_seeks():
    """Against a normal distribution of two correlated entries, the best independent one is as wide as it, or narrow."""
    correlated = jnp.zeros(2), jnp.array([[1.0, 0.0], [0.9, math.sqrt(1 - 0.81)]])

    def best(direction):
        def loss(log_scale):
            model = jnp.zeros(2), jnp.exp(jnp.stack([log_scale, log_scale]))
            return direction(nllax.multivariate_normal, correlated, nllax.multivariate_normal_diag, model)

        @jax.jit
        def newton(_, log_scale):
            return log_scale - jax.grad(loss)(log_scale) / jax.hessian(loss)(log_scale)

        return math.exp(jax.lax.fori_loop(0, 50, newton, jnp.float32(0.3)))

    np.testing.assert_allclose(best(kl.forward), 1, rtol=1e-5)
    np.testing.assert_allclose(best(kl.reverse), math.sqrt(1 - 0.81), rtol=1e-5)


def test_cross_entropy_is_the_expected_loss():
    draws = nllax.gamma.sample(KEY, 2.0, 3.0, shape=(200_000,))
    expected = nllax.nll(nllax.exponential)(jnp.full(len(draws), 2.0), draws)
    np.testing.assert_allclose(kl.cross_entropy(nllax.gamma, (2.0, 3.0), nllax.exponential, 2.0), expected, atol=0.01)
    entropy = kl.entropy(nllax.gamma, (2.0, 3.0))
    np.testing.assert_allclose(kl.cross_entropy(nllax.gamma, (2.0, 3.0), (2.0, 3.0)), entropy, rtol=1e-6)
    with pytest.raises(NotImplementedError, match="needs entropy"):
        kl.entropy(nllax.tweedie, (1.0, 1.0, 1.5))
