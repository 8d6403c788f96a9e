"""mixture: a distribution that is one of several of a kind, nobody knows which."""

import inspect
import math
from collections.abc import Callable
from typing import Any, cast

import jax
import jax.numpy as jnp
from jax import Array

from nllax._core.compiled import QUANTITIES
from nllax._core.distribution import Distribution
from nllax._core.domain import Domain
from nllax._core.domains import extended_real
from nllax._core.parameter import Parameter
from nllax._core.recipe import combinator
from nllax._numerics.partials import with_slopes

_DENSITY = r"""Log-likelihood of a mixture of {name} components, with weights in logits $\ell$.

$$\log p(y \mid \ell, \theta) = \log\sum_{{k=1}}^K \pi_k\, p(y \mid \theta_k), \qquad
\pi_k = \frac{{e^{{\ell_k}}}}{{\sum_j e^{{\ell_j}}}}$$

Evaluated relative to the largest term. A component whose share is below the smallest float gets no gradient at all.

Loss: the negative log-likelihood of a mixture; with predicted parameters, a mixture density network.

Args:
  y: targets, as `{name}` takes them.
  {own}: unnormalised log-weights $\ell$; $-\infty$ rules a component out. Shape (..., K).
{parameters}

Returns:
  Log-likelihood per sample, in nats, of the batch shape.

Float32: value within 5 units and gradient within 64 (of eps, relative to the largest of 1, the reference and, in the
value, log scale; the gradient times scale), for normal components up to 300 standard deviations from the target, where
the rounding of the squared distances is most of it.

Example:
  >>> import jax.numpy as jnp, nllax
  >>> mixture, two = nllax.mixture(nllax.normal), jnp.zeros(2)
  >>> print(round(float(mixture.log_prob(1.0, two, jnp.array([-1.0, 1.0]), jnp.array([0.5, 2.0]))), 4))
  -2.3039

Reference: Bishop (1994), Mixture density networks.
"""


@combinator
def mixture(base: Distribution[...]) -> Distribution[...]:
    r"""A mixture of K distributions of one family: several modes, outliers, mixture density networks.

    Args:
      base: the family of the components.

    Returns:
      A distribution with the parameter `logits` before those of `base`: the unnormalised log-weights, of shape
      (..., K). (It is called `mixture_logits` if `base` has logits of its own.) Each predicted parameter of `base` has
      an axis of K components after the batch axes, before its own event axes: (..., K) for a number, (..., K, d) for a
      vector. What the data gives, like a total count, all components share. Equal calls return the same record.

      It has the mean, the variance, and the functions of the distribution that `base` has. Draws are differentiable
      in the parameters of the components, not in the logits. For a head K is the event size, or comes first in it:
      `head(mixture(normal), event_size=5)`, `head(mixture(multivariate_normal), event_size=(5, 2))`.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> outliers = nllax.mixture(nllax.normal)
      >>> prediction = jnp.array([3.0, 0.0]), jnp.array([0.0, 0.0]), jnp.array([1.0, 10.0])  # logits, loc, scale
      >>> print(round(float(nllax.nll(outliers)(prediction, jnp.array(7.0))), 4))
      6.5151

    Reference: Bishop (1994), Mixture density networks.
    """
    taken = {p.name for p in base.parameters}
    own = "mixture_logits" if "logits" in taken else "logits"
    parameters = (Parameter(own, extended_real, event_ndim=1), *map(_stacked, base.parameters))
    quantities: dict[str, Callable[..., Any]] = {"sample": _sample, "mean": _mean, "variance": _variance}
    quantities |= dict.fromkeys(("log_prob", "log_cdf", "log_sf", "log_interval"), _mixed)

    def bind(quantity: str) -> Callable[..., Any]:
        def f(*args: Any, **options: Any) -> Array:
            leading = len(QUANTITIES[quantity])
            return quantities[quantity](base, quantity, args[:leading], args[leading], args[leading + 1 :], **options)

        names = (*QUANTITIES[quantity], *(p.name for p in parameters))
        f.__signature__ = _signature(names, has_shape=quantity == "sample")
        f.__doc__ = _density_doc(base, own) if quantity == "log_prob" else quantities[quantity].__doc__
        return f

    needs = {"variance": {"mean", "variance"}}
    offered = [q for q in quantities if needs.get(q, {q}) <= set(base.available)]
    return Distribution(
        name=f"mixture({base.name})",
        parameters=parameters,
        support=base.support,
        **cast(Any, {q: bind(q) for q in offered}),
    )


def _stacked(parameter: Parameter) -> Parameter:
    """A parameter of the base with an axis of components."""
    if parameter.given:
        return parameter
    return Parameter(parameter.name, parameter.domain, event_ndim=parameter.event_ndim + 1)


def _signature(names: tuple[str, ...], *, has_shape: bool) -> inspect.Signature:
    parameters = [inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in names]
    if has_shape:
        parameters.append(inspect.Parameter("shape", inspect.Parameter.KEYWORD_ONLY, default=()))
    return inspect.Signature(parameters, return_annotation=Array)


def _density_doc(base: Distribution[...], own: str) -> str:
    lines = [
        f"  {p.name}: {'given by the data, shared by' if p.given else 'of'} the components, as `{base.name}` takes it."
        + ("" if p.given else f" Shape (..., K{', ...' * (p.event_ndim > 0)}).")
        for p in base.parameters
    ]
    return _DENSITY.format(name=base.name, own=own, parameters="\n".join(lines))


def _log_weights(logits: Array) -> Array:
    peak = jax.lax.stop_gradient(logits.max(-1, keepdims=True))
    return (logits - peak) - jnp.log(jnp.exp(logits - peak).sum(-1, keepdims=True))


def _with_components(x: Array, event_ndim: int) -> Array:
    """What all components share, with an axis for them."""
    return jnp.expand_dims(x, x.ndim - event_ndim)


def _components(base: Distribution[...], inputs: tuple[Array, ...]) -> list[Array]:
    """The parameters of the base, the components being their last batch axis."""
    pairs = zip(base.parameters, inputs, strict=True)
    return [_with_components(x, p.event_ndim) if p.given else x for p, x in pairs]


def _mixed(
    base: Distribution[...], quantity: str, targets: tuple[Array, ...], logits: Array, inputs: tuple[Array, ...]
) -> Array:
    r"""$\log\sum_k \pi_k P_k$: the log of the mixed masses of the components.

    A slope may overflow where the mass underflows, and their product is NaN. So before the components are
    differentiated, whatever is lost in the sum is found, and replaced by interior values; the value needs no second
    look at them.
    """
    f, support = getattr(base, quantity), base.support

    @jax.custom_jvp
    def value(targets: tuple[Array, ...], logits: Array, parameters: list[Array]) -> Array:
        heights = f(*targets, *parameters)
        return _log_average(logits, heights, _scores(logits, heights) == -math.inf)

    def of_the_found(targets: tuple[Array, ...], logits: Array, parameters: list[Array]) -> Array:
        lost = _lost(logits, f(*targets, *parameters))
        targets = tuple(_replaced(y, support, support.event_ndim_of(y), lost) for y in targets)
        pairs = zip(base.parameters, parameters, strict=True)
        parameters = [_replaced(x, p.domain, p.event_ndim, lost) for p, x in pairs]
        return _log_average(logits, f(*targets, *parameters), lost)

    value.defjvp(lambda primals, tangents: jax.jvp(of_the_found, primals, tangents))
    targets = tuple(_with_components(y, support.event_ndim_of(y)) for y in targets)
    return value(targets, logits, _components(base, inputs))


def _scores(logits: Array, heights: Array) -> Array:
    """How much each term is, in logarithms, up to a constant."""
    return jax.lax.stop_gradient(logits + heights)


def _lost(logits: Array, heights: Array) -> Array:
    """Which terms vanish beside the largest."""
    scores = _scores(logits, heights)
    return (scores == -math.inf) | (scores - scores.max(-1, keepdims=True) < -_cutoff(scores.dtype))


def _cutoff(dtype: Any) -> float:
    """How far below the largest a term is lost: its exponential is 0."""
    return 1 - math.log(float(jnp.finfo(dtype).smallest_subnormal))


def _replaced(x: Array, domain: Domain, event_ndim: int, where: Array) -> Array:
    return jnp.where(where.reshape(where.shape + (1,) * event_ndim), domain.interior(x), x)


@with_slopes
def _log_average(logits: Array, heights: Array, lost: Array) -> tuple[Array | None, ...]:
    r"""$\log\sum_k \pi_k e^{h_k}$; -inf, with no gradient, where all terms are lost.

    The terms are taken relative to the logit of the largest: next to a huge logit of a component that is far away,
    those that matter would all be rounded alike.
    """
    scores = jnp.where(lost, -math.inf, _scores(logits, heights))
    best = scores.max(-1)
    origin = jax.lax.stop_gradient(jnp.where(scores == best[..., None], logits, -math.inf).max(-1))
    peak = jax.lax.stop_gradient(logits.max(-1))
    weights = jnp.exp(logits - peak[..., None])
    weight = weights.sum(-1)
    nothing = best == -math.inf
    terms = jnp.where(lost, -math.inf, (logits - origin[..., None]) + heights)
    top = jnp.where(nothing, 0, jax.lax.stop_gradient(terms.max(-1)))
    parts = jnp.exp(terms - top[..., None])
    part = jnp.where(nothing, 1, parts.sum(-1))
    log_weight = jnp.log(weight)
    average = (origin - peak) + (top + jnp.log(part)) - log_weight
    value = jnp.where(nothing, -math.inf - jax.lax.stop_gradient(log_weight), average)
    responsibilities = parts / part[..., None]
    by_logits = jnp.where(nothing[..., None], 0, responsibilities - weights / weight[..., None])
    return value, by_logits, responsibilities, None


def _batch(base: Distribution[...], logits: Array, parameters: list[Array]) -> tuple[int, ...]:
    """The common batch shape, the axis of components included."""
    shapes = [p.batch_shape(x.shape) for p, x in zip(base.parameters, parameters, strict=True)]
    return jnp.broadcast_shapes(logits.shape, *shapes)


def _sample(
    base: Distribution[...],
    quantity: str,
    targets: tuple[Array, ...],
    logits: Array,
    inputs: tuple[Array, ...],
    *,
    shape: tuple[int, ...] = (),
) -> Array:
    """A component by its weight, then a draw from it: differentiable in the parameters of the components."""
    parameters = _components(base, inputs)
    batch = _batch(base, logits, parameters)
    which, draw = jax.random.split(targets[0])
    pairs = zip(base.parameters, parameters, strict=True)
    parameters = [jnp.broadcast_to(x, batch + x.shape[len(p.batch_shape(x.shape)) :]) for p, x in pairs]
    draws = base.sample(draw, *parameters, shape=shape)
    index = jax.random.categorical(which, jnp.broadcast_to(logits, batch), shape=tuple(shape) + batch[:-1])
    axis = len(shape) + len(batch) - 1
    index = index.reshape(index.shape + (1,) * (draws.ndim - axis))
    return jnp.take_along_axis(draws, index, axis).squeeze(axis)


def _weighted(base: Distribution[...], logits: Array, inputs: tuple[Array, ...], *quantities: str) -> list[Array]:
    """The weights, and quantities of the components, with the components in front."""
    parameters = _components(base, inputs)
    batch = _batch(base, logits, parameters)
    weights = jnp.exp(_log_weights(jnp.broadcast_to(logits, batch)))
    values = [getattr(base, q)(*parameters) for q in quantities]
    event = values[0].ndim - len(batch)
    weights = weights.reshape(weights.shape + (1,) * event)
    return [jnp.moveaxis(x, x.ndim - event - 1, 0) for x in (weights, *values)]


def _expectation(weights: Array, values: Array) -> Array:
    return jnp.where(weights == 0, 0, weights * values).sum(0)


def _mean(
    base: Distribution[...], quantity: str, targets: tuple[Array, ...], logits: Array, inputs: tuple[Array, ...]
) -> Array:
    r"""$\sum_k \pi_k\mu_k$."""
    return _expectation(*_weighted(base, logits, inputs, "mean"))


def _variance(
    base: Distribution[...], quantity: str, targets: tuple[Array, ...], logits: Array, inputs: tuple[Array, ...]
) -> Array:
    r"""$\sum_k \pi_k\bigl[\sigma_k^2 + (\mu_k - \mu)^2\bigr]$: within the components and between them."""
    weights, means, variances = _weighted(base, logits, inputs, "mean", "variance")
    return _expectation(weights, variances + (means - _expectation(weights, means)) ** 2)
