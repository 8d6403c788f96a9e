"""How fast, as ratios: every candidate in one process, in turn, medians of interleaved rounds.

    python tests/benchmarks/against_peers.py [NAME ...] [--size 1000000] [--rounds 15] [--markdown]

Every distribution against the fastest of jax.scipy.stats, NumPyro, TensorFlow Probability and optax that has it, on
the same typical inputs: the value of each sample, value and gradient of the mean, and the first call of the latter,
tracing and compilation included. Absolute times mean nothing on a shared machine, so none is printed: a ratio is the
peer's time over ours, above 1 nllax is faster. `overhead` is what an eager call on 32 samples costs over an empty
compiled one, in microseconds of this run.
"""

import argparse
import statistics
import time
import warnings

import jax
import jax.numpy as jnp
from peers import PEERS
from rich.console import Console
from rich.progress import track
from rich.table import Table

import nllax

TRIALS = 12
"""What the data gives: a number of trials."""
LENGTHS = {"categorical": 10, "mixture(normal)": 5, "multivariate_normal_low_rank": (8, 2), "dirichlet": 5}
"""How long vectors are, where not 8."""


def distribution_of(name):
    return nllax.mixture(nllax.normal) if name == "mixture(normal)" else getattr(nllax, name)


def inputs_of(name, size):
    """A typical target and typical parameters, as a network in training returns them."""
    distribution = distribution_of(name)
    vectors = any(p.event_ndim for p in distribution.predicted)
    length = LENGTHS.get(name, 8) if vectors else None
    if vectors:
        size //= length if isinstance(length, int) else length[0]
    raw_key, key = jax.random.split(jax.random.key(0))
    head = nllax.head(distribution, event_size=length)
    predicted = head(jax.random.normal(raw_key, (size, head.size)))
    predicted = predicted if isinstance(predicted, tuple) else (predicted,)
    given = tuple(jnp.full(size, float(TRIALS)) for _ in distribution.given)
    parameters = (*given, *predicted)
    if hasattr(distribution, "sample"):
        y = distribution.sample(key, *parameters)
    else:  # of counts whose total is theirs
        y = nllax.poisson.sample(key, jax.nn.softplus(predicted[0]) * 3)
    return (y if distribution.support.keeps(y) else y.astype(jnp.float32)), parameters


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


def first_calls(makes, args, rounds):
    """The median time of each function's first call, traced and compiled anew in every round."""
    times = [[] for _ in makes]
    for _ in range(rounds):
        for i, make in enumerate(makes):
            jax.clear_caches()
            start = time.perf_counter()
            make().lower(*args).compile()
            times[i].append(time.perf_counter() - start)
    return [statistics.median(t) for t in times]


def mean_and_gradient(f, differentiable):
    """The compiled value and gradient of the mean loss."""
    return jax.jit(jax.value_and_grad(lambda y, *p: -f(y, *p).mean(), differentiable))


def candidates(name, args, differentiable):
    """The densities that take these arguments and have a gradient, ours first."""
    found = {"nllax": distribution_of(name).log_prob}
    for library, f in PEERS.get(name, {}).items():
        try:
            jax.block_until_ready(mean_and_gradient(f, differentiable)(*args))
        except Exception as error:  # whatever a library raises with this release of JAX
            warnings.warn(f"{library} has no {name} that runs: {error!s:.100}", stacklevel=2)
        else:
            found[library] = f
    return found


def measure(name, size, rounds):
    """The ratios of the fastest peer's times to ours, with its name; None where there is no peer."""
    y, parameters = inputs_of(name, size)
    args = (y, *parameters)
    given = len(distribution_of(name).given)
    differentiable = tuple(range(1 + given, 1 + len(parameters)))
    found = candidates(name, args, differentiable)
    if len(found) == 1:
        return None
    value = interleaved([jax.jit(f) for f in found.values()], args, rounds)
    gradient = interleaved([mean_and_gradient(f, differentiable) for f in found.values()], args, rounds)
    few = tuple(x[:1000] for x in args)
    makes = [lambda f=f: mean_and_gradient(f, differentiable) for f in found.values()]
    first = first_calls(makes, few, max(3, rounds // 5))
    return [_against_the_fastest(list(found), times) for times in (value, gradient, first)]


def _against_the_fastest(names, times):
    best = min(range(1, len(times)), key=times.__getitem__)
    return times[best] / times[0], names[best]


def overhead():
    """What an eager call of normal.log_prob on 32 samples costs over an empty compiled one, in microseconds."""
    args = jnp.zeros(32), jnp.zeros(32), jnp.ones(32)
    empty, ours = interleaved([jax.jit(lambda y, loc, scale: y), nllax.normal.log_prob], args, 200, repeats=50)
    return (ours - empty) * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--markdown", action="store_true", help="print the table as the README has it")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(PEERS))
    if unknown:
        parser.error(f"no distribution with a peer is named {', '.join(unknown)}; there are {', '.join(PEERS)}")
    heads = ("distribution", "value", "value and gradient", "first call")
    rows = []
    for name in track(options.names or list(PEERS), description="against peers"):
        found = measure(name, options.size, options.rounds)
        if found is not None:
            rows.append((name, *(f"{ratio:.2f} ({library})" for ratio, library in found)))
    if options.markdown:
        print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
        print("\n".join(f"| `{name}` | {' | '.join(cells)} |" for name, *cells in rows))
    else:
        table = Table(*heads, title="the fastest peer's time over ours, medians: above 1 nllax is faster")
        for row in rows:
            table.add_row(*row)
        Console().print(table)
    print(f"overhead of an eager normal.log_prob on 32 samples: {overhead():.1f} us")


if __name__ == "__main__":
    main()
