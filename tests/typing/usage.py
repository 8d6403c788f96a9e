"""What an editor knows. Checked by pyright, never executed: revealed types, and lines that must be errors.

An ignore that is not needed is an error itself, so each line below marked with one is kept an error.
"""

from typing import assert_type

import jax
from jax import Array

import nllax
from nllax import Total

y, key = jax.numpy.zeros(3), jax.random.key(0)

# Every quantity of a record shows the names of its parameters, and gives an array.
assert_type(nllax.normal.log_prob(y, 0.0, 1.0), Array)
assert_type(nllax.normal.log_prob(y, loc=0.0, scale=y), Array)
assert_type(nllax.normal.log_interval(0.0, y, loc=0.0, scale=1.0), Array)
assert_type(nllax.normal.mean(0.0, 1.0), Array)
assert_type(nllax.categorical.entropy(logits=y), Array)
assert_type(nllax.poisson.sample(key, 1.0, shape=(2,)), Array)

nllax.normal.log_prob(y, 0.0)  # pyright: ignore[reportCallIssue]  # scale is missing
nllax.normal.log_prob(y, 0.0, 1.0, 2.0)  # pyright: ignore[reportCallIssue]  # one too many
nllax.normal.log_prob(y, loc=0.0, scal=1.0)  # pyright: ignore[reportCallIssue]  # misspelt
nllax.normal.log_cdf(y, loc=0.0, sigma=1.0)  # pyright: ignore[reportCallIssue]  # another library's name
nllax.poisson.mean(log_rate=0.0)  # pyright: ignore[reportCallIssue]  # another parametrisation's
nllax.normal.logprob(y, 0.0, 1.0)  # pyright: ignore[reportAttributeAccessIssue]  # no such quantity
nllax.normal.name = "mine"  # pyright: ignore[reportAttributeAccessIssue]  # frozen

# A loss is an array or a Total, by its reduction.
assert_type(nllax.nll(nllax.normal)((y, 1.0), y), Array)
assert_type(nllax.nll(nllax.normal, reduction="none")((y, 1.0), y), Array)
assert_type(nllax.nll(nllax.normal, reduction="total")((y, 1.0), y), Total)
assert_type(nllax.nll(nllax.normal, reduction="total")((y, 1.0), y).mean(), Array)

nllax.nll(nllax.normal, reduction="average")  # pyright: ignore[reportCallIssue, reportArgumentType]  # no such
nllax.nll(nllax.normal, "mean")  # pyright: ignore[reportCallIssue]  # by keyword only
nllax.nll(nllax.normal.log_prob)  # pyright: ignore[reportArgumentType]  # a function is no record
nllax.head("normal")  # pyright: ignore[reportArgumentType]  # nor is a name

_ = nllax.norml  # pyright: ignore[reportAttributeAccessIssue]  # names are known, whenever they are imported

# A combinator gives a distribution again.
assert_type(nllax.nll(nllax.fixed(nllax.normal, scale=1.0))(y, y), Array)
nllax.fixed(y, scale=1.0)  # pyright: ignore[reportArgumentType]  # not a distribution
nllax.fixed(nllax.normal, scale="one")  # pyright: ignore[reportArgumentType]  # not a number

# A user's own distribution: a function that takes other parameters than the density is caught where it is built.


def log_prob(y: Array, rate: Array) -> Array:
    return jax.numpy.log(rate) - rate * y


def mean(rate: Array) -> Array:
    return 1 / rate


def variance(scale: Array) -> Array:
    return scale**2


mine = nllax.Distribution(
    name="mine",
    parameters=(nllax.Parameter("rate", nllax.positive),),
    support=nllax.positive,
    log_prob=log_prob,
    mean=mean,
)
assert_type(mine.log_prob(y, rate=y), Array)
mine.log_prob(y, rte=y)  # pyright: ignore[reportCallIssue]  # misspelt
nllax.Distribution(
    name="wrong",
    parameters=(nllax.Parameter("rate", nllax.positive),),
    support=nllax.positive,
    log_prob=log_prob,
    variance=variance,  # pyright: ignore[reportArgumentType]  # takes scale, not rate
)
