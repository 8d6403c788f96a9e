"""Linear algebra in two floats, against exact fractions and 50 digits: compiled, as XLA may fold and fuse."""

import math
import re
from fractions import Fraction

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from reference import units

import nllax
from nllax._numerics.binary_parts import power_of_two
from nllax._numerics.gamma_steps import digamma_steps, gamma_steps
from nllax._numerics.low_rank import low_rank_kernel
from nllax._numerics.sums import dot_two_float, sum_two_float
from nllax._numerics.triangular import multiply, solve_lower, squared_distance, squared_product
from nllax._numerics.two_float import pair_product, pair_quotient, pair_sum, two_product, two_sum


def _numbers(rng, *shape, dtype="float32"):
    return jnp.asarray((rng.normal(size=shape) * 2.0 ** rng.integers(-8, 8, shape)).astype(dtype))


def _exact(x):
    return [Fraction(float(v)) for v in np.ravel(x)]


def _total(pair):
    return [a + b for a, b in zip(*map(_exact, pair), strict=True)]


def test_a_product_enters_a_sum_as_it_is(dtype, rng):
    """A compiler that fuses it into the sum, unrounded, counts its error twice."""

    @jax.jit
    def residual(y, a, b):
        p, e = two_product(*jnp.broadcast_arrays(a, -b))
        s, f = two_sum(y, p)
        return s, f + e

    for _ in range(20):
        a, b = _numbers(rng, 6, dtype=dtype), _numbers(rng, dtype=dtype)
        y = a * b * (1 + 0.1 * _numbers(rng, 6, dtype=dtype))
        exact = [v - u * w for u, v, w in zip(_exact(a), _exact(y), _exact(b) * 6, strict=True)]
        for got, expected, size in zip(_total(residual(y, a, b)), exact, _exact(y), strict=True):
            assert abs(got - expected) <= 2 * float(jnp.finfo(dtype).eps) ** 2 * (abs(size) + abs(expected))


@pytest.mark.parametrize(
    ("operation", "exactly"),
    [
        (pair_product, lambda a, b: a * b),
        (pair_quotient, lambda a, b: a / b),
        (pair_sum, lambda a, b: a + b),
    ],
)
def test_arithmetic_of_pairs(operation, exactly, dtype, rng):
    eps = float(jnp.finfo(dtype).eps)
    pairs = [
        two_sum(x, 0.3 * eps * x) for x in (abs(_numbers(rng, 200, dtype=dtype)), abs(_numbers(rng, 200, dtype=dtype)))
    ]
    got = _total(jax.jit(operation)(*pairs))
    for value, a, b in zip(got, *map(_total, pairs), strict=True):
        assert abs(value - exactly(a, b)) <= 4 * eps**2 * exactly(a, b)


def test_power_of_two(dtype, rng):
    x = abs(_numbers(rng, 200, dtype=dtype))
    power = np.asarray(power_of_two(x), float)
    assert (np.frexp(power)[0] == 0.5).all()
    assert ((x >= power) & (x < 2 * power)).all()
    assert jax.grad(lambda v: power_of_two(v).sum())(x[0]) == 0


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16, 17, 40])
def test_sums_and_dot_products_that_cancel(size, dtype, rng):
    eps = float(jnp.finfo(dtype).eps)
    for _ in range(10):
        a, b = _numbers(rng, size, dtype=dtype), _numbers(rng, size, dtype=dtype)
        a = jnp.concatenate([a, -a, 1e-3 * a[:1]])
        b = jnp.concatenate([b, b * (1 + 1e-4), b[:1]])
        products = [x * y for x, y in zip(_exact(a), _exact(b), strict=True)]
        bound = 4 * len(products) * eps**2 * sum(map(abs, products))
        assert abs(_total(jax.jit(dot_two_float)(a, b))[0] - sum(products)) <= bound
        rest = eps * b
        bound = 4 * len(products) * eps**2 * sum(map(abs, _exact(a) + _exact(b)))
        assert abs(_total(jax.jit(sum_two_float)(a, rest))[0] - sum(_exact(a)) - sum(_exact(rest))) <= bound


def _triangle(rng, size, dtype):
    """Of condition some thousands, with rows of all scales."""
    lower = np.tril(rng.normal(size=(size, size)), -1) + np.diag(0.3 + rng.random(size))
    return (lower * 2.0 ** rng.integers(-20, 20, (size, 1))).astype(dtype)


@pytest.mark.parametrize("size", [1, 3, 8, 9, 12])
@pytest.mark.parametrize("transposed", [False, True])
def test_triangular_systems(size, transposed, dtype, rng):
    """What is left of rounding is that of twice the precision."""
    lower, b = _triangle(rng, size, dtype), np.asarray(_numbers(rng, size, dtype=dtype))
    matrix = mp.matrix(lower.astype(float).tolist())
    exact = mp.lu_solve(matrix.T if transposed else matrix, mp.matrix(b.astype(float).tolist()))
    solve = jax.jit(lambda m, x: solve_lower(m, (x, jnp.zeros_like(x)), transposed=transposed))
    high, low = solve(lower, b)
    for h, e, x in zip(high, low, exact, strict=True):
        assert abs(mp.mpf(float(h)) + mp.mpf(float(e)) - x) <= 100 * float(jnp.finfo(dtype).eps) * abs(x)
        assert abs(mp.mpf(float(h)) - x) <= float(jnp.finfo(dtype).eps) * abs(x)


@pytest.mark.parametrize("size", [3, 9])
def test_a_triangular_product_is_the_inverse_of_a_system(size, x64, rng):
    lower, y, loc = _triangle(rng, size, float), _numbers(rng, size, dtype=float), _numbers(rng, size, dtype=float)
    inverse = np.linalg.inv(lower).T  # upper triangular
    reverse = np.ascontiguousarray(inverse[::-1, ::-1])
    got = squared_product(y[::-1], loc[::-1], reverse)
    np.testing.assert_allclose(got, (np.linalg.solve(lower, y - loc) ** 2).sum(), rtol=1e-9)
    np.testing.assert_allclose(squared_distance(y, loc, lower), got, rtol=1e-9)


def test_a_product_with_a_vector_survives_the_compiler(rng):
    """A sum of products that broadcast over many samples, and an operation that follows."""
    matrix, x = _numbers(rng, 6, 2, 2), _numbers(rng, 20_000, 6, 2)
    expected = 1 + np.einsum("bij,nbj->nbi", np.asarray(matrix, float), np.asarray(x, float))
    np.testing.assert_allclose(jax.jit(lambda m, v: 1 + multiply(m, v))(matrix, x), expected, rtol=1e-4, atol=1e-2)


@pytest.mark.parametrize("halves", [1, 2, 3, 8, 33])
def test_ratios_of_gamma_functions(halves, dtype):
    a = np.concatenate([np.geomspace(5e-3, 1e12, 40), [1.0, 2.0]]).astype(dtype)
    value, slope = jax.jit(jax.vmap(jax.value_and_grad(lambda x: gamma_steps(x, halves))))(a)
    difference = digamma_steps(jnp.asarray(a), halves)
    h = mp.mpf(halves) / 2
    for x, v, s, d in zip(a.astype(float), value, slope, difference, strict=True):
        rise = mp.digamma(x + h) - mp.digamma(x)
        assert units(v, float(mp.loggamma(x + h) - mp.loggamma(x) - h * mp.log(x)), dtype) <= 3
        assert units(float(s) * x, float((rise - h / x) * x), dtype) <= 3
        assert units(float(d) * x, float(rise * x), dtype) <= 3


def _floats(matrix):
    return np.array(matrix.tolist(), float)


def _factors(rng, rank, size):
    """Up to a thousand deviations of a noise whose variances are far apart; two of the factors are nearly the same."""
    factors = rng.uniform(-1, 1, (size, rank))
    factors[:, -1] = factors[:, 0] * (1 + 1e-5 * rng.uniform(-1, 1, size))
    return factors.astype(np.float32), (10 ** rng.uniform(-6, 0, size)).astype(np.float32)


@pytest.mark.parametrize("rank", [1, *(pytest.param(rank, marks=pytest.mark.slow) for rank in (2, 4, 5)), 7])
def test_the_covariance_of_factors(rank, rng):
    """Against 50 digits, with the loops over the factors written out and not; of more factors than entries, too."""
    size = 5
    value_and_slopes = jax.jit(jax.value_and_grad(low_rank_kernel, (1, 2)))
    for _ in range(40):
        factors, noise = _factors(rng, rank, size)
        y = _numbers(rng, size)
        w = mp.matrix(factors.astype(float).tolist())
        covariance = w * w.T + mp.diag([mp.mpf(float(v)) for v in noise])
        residual = mp.matrix([float(v) for v in y])
        precision = covariance**-1
        solved = precision * residual
        ratio = mp.log(mp.det(covariance)) - mp.fsum(mp.log(float(v)) for v in noise)
        value, (by_loc, by_factors) = value_and_slopes(y, jnp.zeros(size), factors, noise)
        assert units(value, float(-((residual.T * solved)[0] + ratio) / 2), "float32") <= 3
        unit = np.array([float(1 / mp.sqrt(precision[i, i])) for i in range(size)])
        assert units(unit * by_loc, unit * _floats(solved)[:, 0], "float32").max() <= 4
        expected = unit[:, None] * _floats(solved * (solved.T * w) - precision * w)
        assert units(unit[:, None] * by_factors, expected, "float32").max() <= 4


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize("rank", [3, 5])
def test_curvature_of_the_covariance_of_factors(rank, x64, rng):
    size = 4
    inputs = [rng.normal(size=size), rng.normal(size=size), rng.normal(size=(size, rank)), 0.5 + rng.random(size)]
    slopes = jax.jit(jax.grad(low_rank_kernel, (1, 2, 3)))
    hessian = jax.jit(jax.hessian(low_rank_kernel, (1, 2, 3)))(*inputs)
    for i in range(3):
        bump = 1e-5 * rng.normal(size=inputs[i + 1].shape)
        ends = [slopes(*(x + s * bump if k == i + 1 else x for k, x in enumerate(inputs))) for s in (1, -1)]
        for j in range(3):
            along = np.tensordot(hessian[j][i], bump, bump.ndim)
            np.testing.assert_allclose(along, (ends[0][j] - ends[1][j]) / 2, rtol=1e-6, atol=1e-12)


@pytest.mark.slow
def test_shared_factors_and_many_samples(rng):
    """Parameters without the batch axes of the target, or with some of them."""
    factors, noise = _factors(rng, 2, 5)
    y, loc = _numbers(rng, 3, 7, 5), _numbers(rng, 7, 5)
    f = nllax.multivariate_normal_low_rank.log_prob
    every = jax.vmap(jax.vmap(lambda v, m: f(v, m, factors, noise)), (0, None))(y, loc)
    assert units(f(y, loc, factors, noise), every, "float32").max() <= 2
    assert f(y, loc, factors, noise).shape == (3, 7)
    repeated = jnp.broadcast_to(noise, (7, 5))
    assert units(f(y, loc, factors, repeated), every, "float32").max() <= 2


@pytest.mark.parametrize(
    ("factors", "noise", "message"),
    [
        ((3, 0), (3,), r"cov_factor must be of shape \(..., 3, r\), r of 1 or more, .* got \(3, 0\)"),
        ((2, 1), (3,), r"cov_factor must be of shape \(..., 3, r\), .* got \(2, 1\)"),
        ((3, 2), (2,), r"cov_diag must be of shape \(..., 3\), as loc has 3 entries, got \(2,\)"),
    ],
)
def test_factors_that_do_not_fit_are_refused(factors, noise, message):
    inputs = jnp.zeros(3), jnp.zeros(factors), jnp.ones(noise)
    with pytest.raises(ValueError, match=message):
        nllax.multivariate_normal_low_rank.log_prob(jnp.zeros(3), *inputs)
    for quantity in ("mean", "variance", "entropy"):
        with pytest.raises(ValueError, match=message):
            getattr(nllax.multivariate_normal_low_rank, quantity)(*inputs)
    with pytest.raises(ValueError, match=message):
        nllax.multivariate_normal_low_rank.sample(jax.random.key(0), *inputs)


@pytest.mark.parametrize("size", [1, 3, 4, 5])
@pytest.mark.parametrize("df", [0.5, 7.0, 1e6])
def test_entropy_of_a_student_t_beyond_the_plane(df, size, rng):
    """In the plane, where the laws integrate, the ratio of the gamma functions is a power and no more."""
    scale_tril = np.tril(rng.normal(size=(size, size)), -1).astype(np.float32) + 2 * np.eye(size, dtype=np.float32)
    a, b = mp.mpf(df) / 2, mp.mpf(df + size) / 2
    ratio = mp.loggamma(a) - mp.loggamma(b) + size * mp.log(mp.pi * df) / 2
    exact = ratio + b * (mp.digamma(b) - mp.digamma(a)) + size * mp.log(2)
    got = nllax.multivariate_student_t.entropy(df, jnp.zeros(size), scale_tril)
    assert units(got, float(exact), "float32") <= 4


def test_far_out_a_student_t_falls_by_the_logarithm():
    """Where the squared distance is no float32."""
    y, df, loc, scale_tril = jnp.asarray([1e30, -2e30]), jnp.asarray(2.0), jnp.zeros(2), jnp.eye(2)
    f = nllax.multivariate_student_t.log_prob
    exact = -math.log(2 * math.pi) - 2 * math.log(5e60 / 2)
    np.testing.assert_allclose(f(y, df, loc, scale_tril), exact, rtol=1e-6)
    slope = jax.grad(f, 2)(y, df, loc, scale_tril)
    np.testing.assert_allclose(slope, 4 * np.asarray([1.0, -2.0]) / 5e30, rtol=1e-6)


_SIZES = [((1,), (3,), (3, 3)), ((3,), (1,), (3, 3)), ((3,), (3,), (2, 2)), ((3,), (3,), (3, 1)), ((3,), (3,), (1, 3))]


@pytest.mark.parametrize("sizes", _SIZES, ids=str)
@pytest.mark.parametrize("name", ["multivariate_normal", "multivariate_normal_precision", "multivariate_student_t"])
def test_a_matrix_that_does_not_fit_is_refused(name, sizes):
    y, loc, matrix = map(jnp.ones, sizes)
    parameters = (1.0, loc, matrix) if name == "multivariate_student_t" else (loc, matrix)
    shapes = ".*".join(re.escape(str(shape)) for shape in sizes)
    with pytest.raises(ValueError, match=rf"{name}.log_prob: .* {shapes}"):
        getattr(nllax, name).log_prob(y, *parameters)


def test_a_target_longer_than_its_factors_is_refused():
    parameters = jnp.zeros(1), jnp.ones((1, 2)), jnp.ones(1)
    with pytest.raises(ValueError, match=r"multivariate_normal_low_rank.log_prob: .* \(3,\) .* \(1,\)"):
        nllax.multivariate_normal_low_rank.log_prob(jnp.zeros(3), *parameters)


@pytest.mark.parametrize("sizes", [(1, 3, 3), (3, 1, 3), (3, 3, 1)])
def test_deviations_that_do_not_fit_are_refused(sizes):
    with pytest.raises(ValueError, match=r"multivariate_normal_diag.log_prob: the last axes must agree"):
        nllax.multivariate_normal_diag.log_prob(*map(jnp.ones, sizes))
