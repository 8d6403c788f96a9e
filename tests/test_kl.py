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


def normal(y, loc, scale):
    return -0.5 * ((y - loc) / scale) ** 2 - math.log(scale) - 0.5 * math.log(2 * math.pi)


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


# Without a closed form.

SAMPLED = [
    (nllax.normal, (0.0, 1.0), nllax.laplace, (0.5, 2.0)),
    (nllax.gamma, (2.5, 1.5), nllax.gamma, (1.0, 2.0)),
    (nllax.beta, (2.5, 1.4), nllax.beta, (1.0, 3.2)),
    (nllax.poisson, 3.0, nllax.poisson, 5.5),
    (nllax.von_mises, (0.3, 2.0), nllax.von_mises, (1.0, 0.5)),
    (nllax.categorical, (0.0, 1.0, -1.0), nllax.categorical, (1.0, 0.0, 0.0)),
    (
        nllax.multivariate_normal_diag,
        ((0.0, 1.0), (1.0, 0.5)),
        nllax.multivariate_normal_diag,
        ((0.0, 0.0), (2.0, 1.0)),
    ),
    (nllax.weibull, (1.5, 2.0), nllax.log_normal, (0.3, 0.9)),
]


def prediction(distribution, values):
    """A single parameter as an array, others in a tuple."""
    if len(distribution.parameters) == 1:
        return jnp.asarray(values)
    return tuple(jnp.asarray(v) for v in values)


@pytest.mark.parametrize(("p", "p_values", "q", "q_values"), SAMPLED, ids=lambda x: getattr(x, "name", ""))
def test_monte_carlo_is_within_four_errors(p, p_values, q, q_values):
    arguments = p, prediction(p, p_values), q, prediction(q, q_values)
    value, error = kl.monte_carlo(KEY, *arguments, num_samples=50_000)
    assert abs(value - kl.divergence(*arguments)) < 4 * error
    assert error < 0.05


def test_monte_carlo_has_an_error_and_a_gradient():
    p, q = (jnp.zeros((3, 2)), 1.0), (0.5, 2.0)
    value, error = kl.monte_carlo(KEY, nllax.normal, p, q, num_samples=100)
    assert value.shape == error.shape == (3, 2)
    _, smaller = kl.monte_carlo(KEY, nllax.normal, p, q, num_samples=10_000)
    np.testing.assert_allclose(error / smaller, 10, rtol=0.5)

    def estimate(loc):
        return kl.monte_carlo(KEY, nllax.normal, (loc, 1.0), q, num_samples=100_000).value

    np.testing.assert_allclose(jax.grad(estimate)(0.0), -0.5 / 4, atol=0.01)
    with pytest.raises(ValueError, match="at least 2"):
        kl.monte_carlo(KEY, nllax.normal, (0.0, 1.0), q, num_samples=1)
    with pytest.raises(NotImplementedError, match="needs sample"):
        kl.monte_carlo(KEY, nllax.multinomial, jnp.zeros(3), nllax.multinomial, jnp.ones(3))


def test_monte_carlo_takes_mixtures():
    mixture = nllax.mixture(nllax.normal)
    p = jnp.zeros(2), jnp.array([-1.0, 1.0]), jnp.ones(2)
    value, error = kl.monte_carlo(KEY, mixture, p, nllax.normal, (0.0, math.sqrt(2)), num_samples=50_000)
    y = np.linspace(-12, 12, 20001)
    log_p = np.logaddexp(normal(y, -1, 1), normal(y, 1, 1)) - math.log(2)
    exact = np.trapezoid(np.exp(log_p) * (log_p - normal(y, 0, math.sqrt(2))), y)
    assert abs(value - exact) < 4 * error


@pytest.mark.parametrize(
    ("p", "p_values", "q", "q_values"),
    [
        (nllax.normal, (0.3, 0.45), nllax.normal, (-1.5, 7.0)),
        (nllax.laplace, (0.0, 1.0), nllax.normal, (0.5, 2.0)),
        (nllax.weibull, (1.5, 2.0), nllax.weibull, (2.5, 3.0)),
        (nllax.exponential, 2.0, nllax.exponential, 3.0),
        (nllax.half_normal, 2.0, nllax.half_normal, 3.0),
        (nllax.continuous_bernoulli, 2.0, nllax.continuous_bernoulli, -1.0),
        (nllax.geometric, 0.5, nllax.geometric, -0.5),
        (nllax.bernoulli, 0.5, nllax.bernoulli, -0.5),
    ],
    ids=lambda x: getattr(x, "name", ""),
)
def test_quadrature_is_the_closed_form(p, p_values, q, q_values, x64):
    arguments = p, prediction(p, p_values), q, prediction(q, q_values)
    np.testing.assert_allclose(kl.quadrature(*arguments), kl.divergence(*arguments), rtol=1e-5)


def test_quadrature_says_what_it_needs():
    with pytest.raises(NotImplementedError, match="needs quantile"):
        kl.quadrature(nllax.von_mises, (0.0, 1.0), (0.0, 2.0))
    with pytest.raises(ValueError, match="at least 2"):
        kl.quadrature(nllax.normal, (0.0, 1.0), (3.0, 1.0), num_points=1)
    assert np.isnan(kl.quadrature(nllax.geometric, -12.0, -12.5, num_points=50))  # its mass takes more


# The data as a distribution.


def test_the_entropy_of_the_data_is_that_of_its_histogram():
    y = jnp.array([0, 2, 2, 1, 2, 0])
    shares = np.array([2, 1, 3]) / 6
    np.testing.assert_allclose(kl.empirical(y).entropy(), -(shares * np.log(shares)).sum(), rtol=1e-6)
    assert kl.empirical(jnp.array([0.1, 0.2, 0.3])).entropy() == pytest.approx(math.log(3))
    assert kl.empirical(jnp.array([0.1, 0.2]), x=jnp.array([1, 2])).entropy() == 0
    weights = jnp.array([1.0, 0.0, 3.0])
    np.testing.assert_allclose(
        kl.empirical(jnp.array([0, 1, 2]), weights=weights).entropy(), -(0.25 * np.log(0.25) + 0.75 * np.log(0.75))
    )


def test_the_divergence_from_the_data_is_that_of_their_histogram():
    y, logits = jnp.array([0, 2, 2, 1, 2, 0]), jnp.array([0.3, -1.0, 0.5])
    data = kl.empirical(y)
    shares = jnp.array([2, 1, 3]) / 6
    exact = kl.divergence(nllax.categorical_probs, shares, nllax.categorical, logits)
    np.testing.assert_allclose(data.divergence(nllax.categorical, logits), exact, rtol=1e-5)
    np.testing.assert_allclose(
        data.cross_entropy(nllax.categorical, logits),
        nllax.nll(nllax.categorical)(jnp.tile(logits, (6, 1)), y),
        rtol=1e-6,
    )
    best = jnp.log(shares)
    np.testing.assert_allclose(data.divergence(nllax.categorical, best), 0, atol=1e-6)


def test_empirical_refuses_other_numbers_of_samples():
    with pytest.raises(ValueError, match="N samples"):
        kl.empirical(1.0)
    with pytest.raises(ValueError, match="weights"):
        kl.empirical(jnp.zeros(3), weights=jnp.ones(2))
    with pytest.raises(ValueError, match="x"):
        kl.empirical(jnp.zeros(3), x=jnp.ones((2, 4)))


# The derivation.

DERIVED = [
    (nllax.normal, (jnp.array([0.1, 0.5, -0.2]), jnp.float32(0.7)), jnp.array([0.3, -1.2, 2.0])),
    (nllax.bernoulli, jnp.array([0.5, -0.3, 2.0]), jnp.array([1, 0, 1])),
    (nllax.categorical, jnp.array([[0.5, 0.1], [-0.3, 2.0], [0.0, 0.0]]), jnp.array([1, 0, 1])),
    (nllax.poisson_log_rate, jnp.array(0.7), jnp.array([3, 1, 3])),
]


@pytest.mark.parametrize(("distribution", "predicted", "y"), DERIVED, ids=lambda x: getattr(x, "name", ""))
@pytest.mark.parametrize("weights", [None, jnp.array([1.0, 2.0, 0.5])], ids=["equal", "weighted"])
def test_the_derivation_holds(distribution, predicted, y, weights):
    steps = kl.derive(distribution, predicted, y, weights=weights)
    steps.assert_holds()
    divergence, entropies, cross_entropy, *_, loss = steps.steps
    data = kl.empirical(y, weights=weights)
    np.testing.assert_allclose(cross_entropy.value - divergence.value, data.entropy(), atol=1e-5)
    np.testing.assert_allclose(entropies.value, data.divergence(distribution, predicted), rtol=1e-6)
    exact = nllax.nll(distribution)(predicted, y, weights=weights)
    np.testing.assert_allclose(loss.value, exact, rtol=1e-6)
    for a, b in zip(jax.tree.leaves(divergence.gradient), jax.tree.leaves(loss.gradient), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_a_broken_derivation_is_found():
    import dataclasses

    steps = kl.derive(nllax.bernoulli, jnp.array([0.5, -0.3]), jnp.array([1, 0]))

    def broken(**changes):
        last = dataclasses.replace(steps.steps[-1], **changes)
        return dataclasses.replace(steps, steps=(*steps.steps[:-1], last))

    with pytest.raises(AssertionError, match="loss is"):
        broken(residual=1e-3).assert_holds()
    with pytest.raises(AssertionError, match="gradient of loss"):
        broken(gradient_residual=1e-3).assert_holds()
    broken().assert_holds()


def test_the_derivation_shows_itself():
    steps = kl.derive(nllax.normal, (jnp.zeros(2), 1.0), jnp.array([0.1, 0.2]))
    text, page = str(steps), steps._repr_markdown_()
    assert text.startswith("From the divergence to nllax.nll(nllax.normal)\n1. divergence = ")
    assert "drops" in text
    assert page.count("$$") == 10


# Distillation.


def test_distillation_is_a_divergence_at_a_temperature():
    student, teacher = jnp.array([[0.3, -1.0, 2.0], [0.0, 0.0, 0.0]]), jnp.array([[1.0, 0.0, 0.5], [2.0, -1.0, 0.0]])
    for temperature in (1.0, 4.0):
        expected = temperature**2 * kl.divergence(nllax.categorical, teacher / temperature, student / temperature)
        np.testing.assert_allclose(kl.distillation(student, teacher, temperature=temperature), expected, rtol=1e-6)
    np.testing.assert_array_equal(kl.distillation(teacher, teacher, temperature=3.0), 0)
    for temperature in (0.0, -1.0, math.nan):
        with pytest.raises(ValueError, match="temperature must be positive"):
            kl.distillation(student, teacher, temperature=temperature)


def test_distillation_becomes_least_squares_as_it_grows_hot():
    student, teacher = jnp.array([0.3, -1.0, 2.0]), jnp.array([1.0, 0.0, 0.5])

    def centred(logits):
        return logits - logits.mean()

    def least_squares(student):
        return jnp.square(centred(student) - centred(teacher)).sum() / 6

    def hot(student):
        return kl.distillation(student, teacher, temperature=1e3)

    np.testing.assert_allclose(hot(student), least_squares(student), rtol=2e-3)
    np.testing.assert_allclose(jax.grad(hot)(student), jax.grad(least_squares)(student), atol=1e-3)


# Losses on labels, as cross-entropy against another target, or of other logits.


def test_losses_on_labels_are_cross_entropies():
    logits, labels = jnp.array([[2.0, 0.5, -1.0], [0.0, 0.3, 0.1]]), jnp.array([0, 2])
    one_hot, log_prior = jax.nn.one_hot(labels, 3), jnp.log(jnp.array([0.7, 0.2, 0.1]))

    def against(target, logits):
        return kl.cross_entropy(nllax.categorical_probs, target, nllax.categorical, logits)

    plain = against(one_hot, logits)
    wrong = 1 - (one_hot * jax.nn.softmax(logits)).sum(-1)
    for stated, loss in (
        (plain, nllax.losses.softmax_cross_entropy_with_integer_labels(logits, labels)),
        (against(0.9 * one_hot + 0.1 / 3, logits), nllax.losses.label_smoothing_cross_entropy(logits, labels, 0.1)),
        (against(one_hot, logits + log_prior), nllax.losses.logit_adjusted_cross_entropy(logits, labels, log_prior)),
        (wrong**2 * plain, nllax.losses.focal_cross_entropy(logits, labels, 2.0)),
    ):
        np.testing.assert_allclose(loss, stated, rtol=2e-6)


# Jensen and Shannon.


@pytest.mark.parametrize(
    ("distribution", "p", "q"),
    [
        (nllax.bernoulli, [0.3, -2.0, 50.0], [0.2, 4.0, -50.0]),
        (nllax.bernoulli_probs, [0.3, 0.0, 1.0], [0.3001, 0.5, 0.0]),
        (nllax.categorical, [[0.3, -2.0, 1.0], [0.0, -math.inf, 9.0]], [[0.2, 4.0, 0.0], [0.0, 1.0, 9.0]]),
        (nllax.categorical_probs, [[0.25, 0.25, 0.5], [1.0, 0.0, 0.0]], [[0.25, 0.5, 0.25], [0.0, 0.5, 0.5]]),
    ],
    ids=lambda x: getattr(x, "name", ""),
)
def test_jensen_shannon(distribution, p, q):
    p, q = jnp.array(p), jnp.array(q)
    got = kl.jensen_shannon(distribution, p, q)
    shares = [np.asarray(distribution.mean(x), float) for x in (p, q)]
    if distribution in (nllax.bernoulli, nllax.bernoulli_probs):
        shares = [np.stack([1 - x, x], -1) for x in shares]
    middle = 0.5 * (shares[0] + shares[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [np.where(x > 0, x * np.log(x / middle), 0).sum(-1) for x in shares]
    np.testing.assert_allclose(got, 0.5 * (terms[0] + terms[1]), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(kl.jensen_shannon(distribution, q, p), got, rtol=1e-6)
    np.testing.assert_array_equal(kl.jensen_shannon(distribution, p, p), 0)
    assert (got >= 0).all()
    assert (got <= jnp.float32(math.log(2))).all()
    slopes = jax.grad(lambda p, q: kl.jensen_shannon(distribution, p, q).sum(), (0, 1))(p, q)
    assert all(jnp.isfinite(s).all() for s in slopes)


@pytest.mark.slow
def test_jensen_shannon_stays_between_its_bounds():
    rng = np.random.default_rng(0)
    p, q = (
        jnp.asarray(np.exp(rng.uniform(-9, 9, (300_000, 3))) * rng.choice([-1, 1], (300_000, 3)), jnp.float32)
        for _ in "pq"
    )
    values = kl.jensen_shannon(nllax.categorical, p, q)
    assert (values >= 0).all()
    assert (values <= jnp.float32(math.log(2))).all()


def test_jensen_shannon_of_other_families_is_refused():
    with pytest.raises(NotImplementedError, match="nllax.normal has no closed form; nllax.bernoulli, .* nllax.mixture"):
        kl.jensen_shannon(nllax.normal, (0.0, 1.0), (1.0, 1.0))
    with pytest.raises(ValueError, match="same size"):
        kl.jensen_shannon(nllax.categorical, jnp.zeros(3), jnp.zeros(1))
    assert np.isnan(kl.jensen_shannon(nllax.bernoulli_probs, 1.5, 0.5))
