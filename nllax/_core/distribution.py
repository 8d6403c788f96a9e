"""The record: a distribution as a bundle of pure, compiled functions."""

import dataclasses
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol

import jax
from jax import Array

from nllax._core.by_name import ByName
from nllax._core.compiled import QUANTITIES, check_signature, compiled
from nllax._core.domain import Domain
from nllax._core.markdown import distribution_markdown
from nllax._core.parameter import Parameter
from nllax._core.recipe import Recipe
from nllax._typing import Numeric

P = ParamSpec("P")


class OfTarget(Protocol[P]):
    """A function of the target and the parameters."""

    def __call__(self, y: Numeric, /, *args: P.args, **kwargs: P.kwargs) -> Array:
        """Evaluate it at `y`, broadcasting the target against the parameters."""
        ...


class OfInterval(Protocol[P]):
    """A function of two points and the parameters."""

    def __call__(self, low: Numeric, high: Numeric, /, *args: P.args, **kwargs: P.kwargs) -> Array:
        """Evaluate it between `low` and `high`."""
        ...


class OfParameters(Protocol[P]):
    """A function of the parameters alone."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Array:
        """Evaluate it."""
        ...


class Sample(Protocol):
    """A sampler. (Python's types cannot yet put `shape` beside the named parameters of the density.)."""

    def __call__(self, *args: Any, **kwargs: Any) -> Array:
        """Draw: `sample(key, *parameters, shape=())`, of shape `shape + batch shape + event shape`."""
        ...


class MissingQuantityError(NotImplementedError, AttributeError):
    """A distribution was asked for a quantity that it lacks. To `hasattr` and `getattr` it is a missing attribute."""


_ABSENT = object()


def _optional() -> Any:
    """A field of any type that may be left out."""
    return dataclasses.field(default_factory=lambda: _ABSENT)


@jax.tree_util.register_static
@dataclasses.dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Distribution(ByName, Generic[P]):
    r"""A probability distribution as a record of pure functions of arrays.

    The library's own distributions and yours are built by the same call. Give plain functions; the record compiles
    them once (`jax.jit`) and adds what all have in common. Inputs of 16 bits are computed in float32, float64 stays,
    integers are welcome, results are never weakly typed. A NaN or illegal parameter gives NaN, a target outside the
    support -inf with zero gradient. Everything broadcasts like NumPy over leading batch axes, event axes come last.

    A record is static to JAX and one of a kind: pass it through `jit`, `vmap` or `scan`, keep it in a Flax module,
    use it as a dictionary key, pickle it.

    Attributes:
      name: the name of the variable that it is bound to, which is how it is pickled.
      parameters: a `Parameter` for each argument of the density after the target, in order.
      support: the domain of the target.
      log_prob: `log_prob(y, *parameters)`, the log-likelihood per sample in nats, of the batch shape.
      sample: `sample(key, *parameters, shape=())`, independent draws. Illegal parameters draw NaN, or -1 where the
        draws are integers.
      mean: `mean(*parameters)`.
      variance: `variance(*parameters)`.
      mode: `mode(*parameters)`, the most probable target.
      entropy: `entropy(*parameters)`, in nats.
      log_cdf: `log_cdf(y, *parameters)`, log P(Y <= y).
      log_sf: `log_sf(y, *parameters)`, log P(Y > y).
      log_interval: `log_interval(low, high, *parameters)`, log P(low < Y <= high), accurate in both tails; NaN
        where low > high.
      quantile: `quantile(p, *parameters)`, the smallest y with P(Y <= y) >= p.
      recipe: how a combinator made it; None for a distribution of its own.

    What a distribution lacks raises `NotImplementedError` when it is read; `hasattr`, or `available`, tells beforehand.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> def log_prob(y, rate):
      ...     r'''Exponential log-likelihood: $$\log p(y \mid \lambda) = \log\lambda - \lambda y$$'''
      ...     return jnp.log(rate) - rate * y
      >>> waiting = nllax.Distribution(
      ...     name="waiting",
      ...     parameters=(nllax.Parameter("rate", nllax.positive),),
      ...     support=nllax.non_negative,
      ...     log_prob=log_prob,
      ... )
      >>> print(round(float(nllax.nll(waiting)(jnp.array([1.0, 2.0]), jnp.array([0.5, 0.5]))), 4))
      0.4034
      >>> print(waiting.log_prob(-1.0, 2.0), waiting.log_prob(1.0, -2.0))
      -inf nan

    Raises:
      ValueError: if a function's arguments are not the parameters.
    """

    name: str
    parameters: tuple[Parameter, ...]
    support: Domain
    log_prob: OfTarget[P]
    """The log-likelihood per sample, in nats: `log_prob(y, *parameters)`, of the batch shape."""
    sample: Sample = _optional()
    """Independent draws: `sample(key, *parameters, shape=())`."""
    mean: OfParameters[P] = _optional()
    """The expectation of the target: `mean(*parameters)`."""
    variance: OfParameters[P] = _optional()
    """The variance of the target: `variance(*parameters)`."""
    mode: OfParameters[P] = _optional()
    """The most probable target: `mode(*parameters)`."""
    entropy: OfParameters[P] = _optional()
    """The entropy in nats: `entropy(*parameters)`."""
    log_cdf: OfTarget[P] = _optional()
    """log P(Y <= y): `log_cdf(y, *parameters)`."""
    log_sf: OfTarget[P] = _optional()
    """log P(Y > y): `log_sf(y, *parameters)`."""
    log_interval: OfInterval[P] = _optional()
    """log P(low < Y <= high), accurate in both tails: `log_interval(low, high, *parameters)`."""
    quantile: OfTarget[P] = _optional()
    """The smallest y with P(Y <= y) >= p: `quantile(p, *parameters)`."""
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        self._live_in(self.log_prob)
        plain = {q: vars(self).pop(q) for q in QUANTITIES}  # so that reading one reaches __getattr__, which compiles it
        plain = {q: f for q, f in plain.items() if f is not _ABSENT}
        for quantity, f in plain.items():
            check_signature(f, quantity, self.name, self.parameters)
        object.__setattr__(self, "_plain", plain)

    if not TYPE_CHECKING:  # to a type checker an unknown attribute stays an error

        def __getattr__(self, name: str) -> Any:
            """A quantity is compiled when it is first read, so that importing hundreds costs little; then stored."""
            if name not in QUANTITIES:
                raise AttributeError(f"'Distribution' object has no attribute {name!r}")
            if name not in self._plain:
                raise MissingQuantityError(f"{self!r} has no {name}. {_has_only(self)}")
            made = compiled(self._plain[name], name, self.name, self.parameters, self.support)
            object.__setattr__(self, name, made)
            return made

    @property
    def available(self) -> tuple[str, ...]:
        """The names of the quantities that this distribution has."""
        return tuple(self._plain)  # pyright: ignore[reportAttributeAccessIssue]  # as above

    def require(self, quantity: str, needed_by: str) -> None:
        """Raise a `MissingQuantityError` that says what needs it, unless this distribution has `quantity`."""
        if not hasattr(self, quantity):
            raise MissingQuantityError(f"{needed_by} needs {quantity}, which {self!r} lacks. {_has_only(self)}")

    @property
    def predicted(self) -> tuple[Parameter, ...]:
        """The parameters that a network predicts."""
        return tuple(p for p in self.parameters if not p.given)

    @property
    def given(self) -> tuple[Parameter, ...]:
        """The parameters that the data gives, passed to a loss by keyword."""
        return tuple(p for p in self.parameters if p.given)

    def __repr__(self) -> str:
        if self.recipe is not None:
            return repr(self.recipe)
        return f"nllax.{self.name}" if self.__module__.startswith("nllax.") else self.name

    def __reduce__(self) -> str | tuple[Any, ...]:
        return super().__reduce__() if self.recipe is None else self.recipe.reduce()

    def _repr_markdown_(self) -> str:
        return distribution_markdown(self)


def _has_only(distribution: "Distribution[...]") -> str:
    return f"It has {', '.join(distribution.available)}."
