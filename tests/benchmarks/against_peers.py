"""How fast, as ratios: every candidate in one process, in turn, medians of interleaved rounds.

    python tests/benchmarks/against_peers.py [--size 1000000] [--rounds 15]

Absolute times mean nothing on a shared machine, so none is printed. Below 1 nllax is faster. `overhead` is what an
eager call on 32 samples costs over an empty compiled one, in microseconds of this run.
"""

import argparse
import statistics
import time

import jax
import jax.numpy as jnp
import jax.scipy.stats as jss
import optax
from rich.console import Console
from rich.table import Table

import nllax


def interleaved(functions, args, rounds, repeats=1):
    """The median time of each function, all measured in turn in every round."""
    for f in functions:
        jax.block_until_ready(f(*args))
    times = [[] for _ in functions]
    for _ in range(rounds):
        for i, f in enumerate(functions):
            start = time.perf_counter()
            for _ in range(repeats):
                out = f(*args)
            jax.block_until_ready(out)
            times[i].append((time.perf_counter() - start) / repeats)
    return [statistics.median(t) for t in times]


def rows(size):
    """Name, ours, peer, the target and the parameters."""
    key = jax.random.key(0)
    x = jax.random.normal(key, (size,))
    count = jnp.floor(3 * jnp.exp(x))
    yield "normal", nllax.normal.log_prob, jss.norm.logpdf, x, (2 * x, jnp.exp(x))
    yield "laplace", nllax.laplace.log_prob, jss.laplace.logpdf, x, (2 * x, jnp.exp(x))
    bce = lambda y, logits: -optax.sigmoid_binary_cross_entropy(logits, y)  # noqa: E731
    yield "bernoulli", nllax.bernoulli.log_prob, bce, (x > 0).astype(jnp.float32), (3 * x,)
    yield "poisson", nllax.poisson.log_prob, jss.poisson.logpmf, count, (jnp.exp(x),)
    by_rate = lambda y, log_rate: jss.poisson.logpmf(y, jnp.exp(log_rate))  # noqa: E731
    yield "poisson_log_rate", nllax.poisson_log_rate.log_prob, by_rate, count, (x,)
    ce = lambda y, logits: -optax.softmax_cross_entropy_with_integer_labels(logits, y)  # noqa: E731
    for n, classes in ((size // 10, 10), (max(1, size // 250), 1000), (max(1, size // 2000), 50257)):
        logits, y = jax.random.normal(key, (n, classes)), jax.random.randint(key, (n,), 0, classes)
        yield f"categorical, {n} x {classes}", nllax.categorical.log_prob, ce, y, (logits,)


def mean_and_gradient(f, count):
    """The compiled value and gradient of the mean."""
    return jax.jit(jax.value_and_grad(lambda y, *p: -f(y, *p).mean(), tuple(range(1, count + 1))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    table = Table("distribution", "value / peer's", "value and gradient / peer's", title="time, as a ratio of medians")
    for name, ours, peer, y, inputs in rows(options.size):
        value = interleaved([jax.jit(ours), jax.jit(peer)], (y, *inputs), options.rounds)
        pair = [mean_and_gradient(f, len(inputs)) for f in (ours, peer)]
        gradient = interleaved(pair, (y, *inputs), options.rounds)
        table.add_row(name, *(f"{ours / theirs:.2f}" for ours, theirs in (value, gradient)))
    Console().print(table)
    args = jnp.zeros(32), jnp.zeros(32), jnp.ones(32)
    empty, ours = interleaved([jax.jit(lambda y, loc, scale: y), nllax.normal.log_prob], args, 200, repeats=50)
    print(f"overhead of an eager normal.log_prob on 32 samples: {(ours - empty) * 1e6:.1f} us")


if __name__ == "__main__":
    main()
