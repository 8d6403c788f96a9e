"""Whatever is rebuilt in a loop traces once."""

import pickle

import jax
import jax.numpy as jnp
import pytest

import nllax

Y = jnp.zeros(3)


def _traces(build, *args):
    """How often JAX traces what `build` returns anew each time."""
    count = 0

    def counted(f, *args):
        nonlocal count
        count += 1
        return f(*args)

    compiled = jax.jit(counted, static_argnums=0)
    for _ in range(5):
        compiled(build(), *args)
    return count


BUILT = {
    "distribution": (lambda: nllax.normal.log_prob, Y, Y, 1.0),
    "loss": (lambda: nllax.nll(nllax.normal), (Y, 1.0), Y),
    "combinator": (lambda: nllax.nll(nllax.fixed(nllax.normal, scale=1.0)), Y, Y),
    "combinator in another order": (lambda: nllax.fixed(nllax.normal, scale=1, loc=0.0).log_prob, Y),
    "head": (lambda: nllax.head(nllax.normal), jnp.zeros((3, 2))),
    "prior": (lambda: nllax.log_prior(nllax.fixed(nllax.normal, loc=0.0, scale=1.0)), Y),
    "objective": (lambda: nllax.objective(nllax.normal, _predict), 1.0, Y, Y),
    "gradient": (lambda: nllax.value_and_grad(nllax.objective(nllax.normal, _predict)), 1.0, Y, Y),
    "per-sample gradient": (lambda: nllax.per_sample_grad(nllax.objective(nllax.normal, _predict)), 1.0, Y, Y),
}


def _predict(theta, x):
    return theta * x, 1.0


@pytest.mark.parametrize("name", BUILT)
def test_rebuilt_in_a_loop_traces_once(name):
    build, *args = BUILT[name]
    assert _traces(build, *args) == 1


@pytest.mark.parametrize("name", ["loss", "combinator", "head", "prior", "objective"])
def test_jit_of_what_is_rebuilt_traces_once(name):
    build, *args = BUILT[name]
    compiled = [jax.jit(build()) for _ in range(5)]
    for f in compiled:
        f(*args)
    assert compiled[-1]._cache_size() == 1


def test_the_eager_loss_compiles_once():
    from nllax._transformations.nll import _evaluate

    before = _evaluate._cache_size()
    for _ in range(5):
        nllax.nll(nllax.fixed(nllax.laplace, scale=2.0))(jnp.zeros(7), jnp.zeros(7))
    assert _evaluate._cache_size() == before + 1


def test_records_pass_through_transformations():
    """As an ordinary argument of jit, an argument of vmap, a scan's carry: they have no leaves."""
    assert jax.tree.leaves(nllax.normal) == []
    assert jax.jit(lambda d, y: d.log_prob(y, 0.0, 1.0))(nllax.normal, 0.0) == nllax.normal.log_prob(0.0, 0.0, 1.0)
    jax.vmap(lambda d, y: d.log_prob(y, 0.0, 1.0), in_axes=(None, 0))(nllax.normal, Y)
    carry, _ = jax.lax.scan(lambda d, y: (d, d.log_prob(y, 0.0, 1.0)), nllax.normal, Y)
    assert carry is nllax.normal


def test_equal_pickled_things_trace_once():
    assert _traces(lambda: pickle.loads(pickle.dumps(nllax.nll(nllax.normal))), (Y, 1.0), Y) == 1


def test_an_outer_program_is_as_if_the_density_were_not_compiled_by_itself():
    def program(f):
        return jax.jit(lambda y: f(y + 1, y, 1.0) * 2).lower(Y).compile().as_text()

    inner, plain = program(nllax.normal.log_prob), program(nllax.normal.log_prob.__wrapped__)
    assert [inner.count(op) for op in (" call(", " fusion(")] == [plain.count(op) for op in (" call(", " fusion(")]
