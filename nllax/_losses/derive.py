"""From the density to the loss, step by step."""

from typing import Any

import jax
import jax.numpy as jnp

from nllax._core.markdown import log_density
from nllax._kl.derivation import Derivation, Objective, evaluated
from nllax._losses.table import table
from nllax._transformations.nll import nll


def derive(name: str, predictions: Any = None, targets: Any = None, **options: Any) -> Derivation:
    r"""Derive a loss from the density that it comes from, each step checked on data.

    Args:
      name: which loss, as `table()` lists them.
      predictions: what the loss takes; by default a small example. Its gradient is followed.
      targets: what the loss takes.
      **options: those of the loss, as Python numbers, or lists of them.

    Returns:
      A `Derivation`: from the mean negative log-likelihood under the density, with all its constants, to the mean loss,
      by way of their difference where the loss leaves something out. It shows itself in a notebook, prints in a
      terminal, and `assert_holds()`.

    Raises:
      KeyError: if there is no such loss.

    Example:
      >>> import nllax
      >>> steps = nllax.losses.derive("huber_loss", delta=1.5)
      >>> steps.assert_holds()
      >>> [step.name for step in steps.steps]
      ['negative log-likelihood', 'loss and constant', 'loss']
    """
    row = table()[name]
    if predictions is None and targets is None:
        predictions, targets = row.example
    predictions, targets = _arrays(predictions), _arrays(targets)
    options = row.options | options
    likelihood = row.likelihood(**options)
    options = {name: _arrays(value) if isinstance(value, list) else value for name, value in options.items()}
    constant = jnp.mean(row.constant(predictions, targets, **options))

    @jax.jit
    def negative_log_likelihood(predictions: Any) -> Any:
        prediction = row.prediction(predictions, targets, **options)
        return nll(likelihood)(prediction, row.target(targets, predictions, **options))

    @jax.jit
    def mean_loss(predictions: Any) -> Any:
        return row.loss(predictions, targets, **options).mean()

    first = Objective(
        "negative log-likelihood",
        rf"-\frac1N\sum_n \left[{log_density(likelihood.log_prob.__doc__)}\right]",
        f"The recipe: choose a likelihood, here {row.statement}, and minimise its negative logarithm.",
        negative_log_likelihood,
    )
    with_constant = Objective(
        "loss and constant",
        rf"\frac1N\sum_n \left[{row.latex}{_added(row.constant_latex)}\right]",
        "With what is bound put in, it is the loss, and what does not depend on the prediction.",
        lambda predictions: mean_loss(predictions) + constant,
    )
    last = Objective(
        "loss",
        rf"\frac1N\sum_n \left[{row.latex}\right]",
        "A constant moves no minimum." if row.leaves_out else "It is the loss: nothing is left out.",
        mean_loss,
        dropped=constant,
    )
    objectives = [first, with_constant, last] if row.leaves_out else [first, last]
    return evaluated(f"From {likelihood!r} to {row.name}", objectives, predictions)


def _added(latex: str) -> str:
    return f" {latex}" if latex.startswith("-") else f" + {latex}"


def _arrays(values: Any) -> Any:
    """Lists of numbers as arrays; a tuple holds several."""
    return tuple(map(_arrays, values)) if isinstance(values, tuple) else jnp.asarray(values)
