"""The Dirichlet-multinomial distribution: counts of classes whose probabilities vary from one sample to the next."""

import math
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from nllax._core.distribution import Distribution
from nllax._core.domains import count_vector, positive
from nllax._core.parameter import Parameter
from nllax._distributions._shared.shapes import check_same_size
from nllax._numerics.deviance import log_ratio
from nllax._numerics.gamma_kernel import KernelPoint, is_small, kernel_point, kernel_score, log_kernel
from nllax._numerics.partials import with_partials
from nllax._numerics.stirling import score_offset, score_offset_series, stirling_remainder, stirling_series
from nllax._numerics.sums import log_product, sum_with_error
from nllax._numerics.two_float import two_product
from nllax._typing import Numeric


class _Table(NamedTuple):
    """Counts and concentrations as a table of two rows, whose margins alone would make them independent."""

    none: Array
    """A class without counts. Here they are one instead, as what they would contribute is known."""
    columns: Array
    r"""$y_i + \alpha_i$"""
    counts: KernelPoint
    r"""$y_i$ against the margins' $n(y_i + \alpha_i) / (n + A)$"""
    shapes: KernelPoint
    r"""$\alpha_i$ against $A(y_i + \alpha_i) / (n + A)$"""
    total_count: Array
    total: Array


def _table(y: Array, a: Array) -> _Table:
    (n, n_rest), (total, rest) = (sum_with_error(x) for x in (y, a))
    rows = n[..., None], total[..., None]
    (p, e), (q, f) = two_product(y, rows[1]), two_product(rows[0], a)
    excess = ((p - q) + (e - f + (y * rest[..., None] - n_rest[..., None] * a))) / (rows[0] + rows[1])
    none = y == 0
    count = jnp.where(none, 1, y)
    columns = count + a
    share = columns / (rows[0] + rows[1])
    expected, shape = rows[0] * share, rows[1] * share
    counts = kernel_point(count, expected, excess, jnp.log(jnp.where(none, 1, expected / count)))
    shapes = kernel_point(a, shape, -excess, jnp.log(shape / jnp.where(is_small(a), 1, a)))
    return _Table(none, columns, counts, shapes, n, total)


def _without_counts(table: _Table) -> Array:
    r"""$\log[A / (n + A)]$, the slope in the concentration of a class without counts, but for Stirling's remainders."""
    return log_ratio(table.total, table.total + table.total_count, -table.total_count)[..., None]


def _score(y: Array, a: Array) -> Array:
    r"""$\psi(y_i + \alpha_i) - \psi(\alpha_i) - \psi(n + A) + \psi(A)$."""
    t = _table(y, a)
    entries = jnp.where(t.none, _without_counts(t), kernel_score(t.shapes) - score_offset_series(t.columns))
    return entries + (score_offset(t.total_count + t.total) - score_offset(t.total))[..., None]


@with_partials(None, _score, event_ndim=1)
def log_prob(y: Numeric, concentration: Numeric) -> Array:
    r"""Dirichlet-multinomial log-likelihood of a vector of counts, for the total $n = \sum_i y_i$.

    $$\log p(y \mid \alpha) = \log\frac{n!}{\prod_i y_i!} + \log B(\alpha + y) - \log B(\alpha), \qquad
    B(\alpha) = \frac{\prod_i \Gamma(\alpha_i)}{\Gamma(A)}, \quad A = \sum_i \alpha_i$$

    Evaluated as the divergence of counts and concentrations from independence, in which the large terms cancel on
    paper, and Stirling's remainders.

    Loss: overdispersed softmax cross-entropy of counts; its limit for large concentrations is the multinomial's.

    Args:
      y: counts 0, 1, 2, ... of the C classes. No gradient flows to them. Shape (..., C).
      concentration: $\alpha_i > 0$; the mean is $n\alpha / A$, the larger A the less the probabilities vary. Shape
        (..., C); the leading axes broadcast with the target's.

    Returns:
      Log-likelihood per sample, in nats, of the batch shape. All constants are kept. A vector of zeros has 0.

    Raises:
      ValueError: at trace time, if the two vectors differ in length.

    Float32: value within 6 units and gradient within 5 (of eps, relative to the larger of 1 and the reference; the
    gradient times concentration), for concentrations from 1e-4 to 1e7 and counts up to 1e7.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> y, concentration = jnp.array([2, 1, 0]), jnp.array([2.0, 1.0, 3.0])
      >>> print(round(float(nllax.dirichlet_multinomial.log_prob(y, concentration)), 4))
      -2.9267

    Reference: Mosimann (1962), On the compound multinomial distribution, the multivariate beta-distribution, and
    correlations among proportions; Loader (2000), Fast and accurate computation of binomial probabilities, for the
    cancellation.
    """
    check_same_size("dirichlet_multinomial", y, concentration)
    a = concentration
    t = _table(y, a)
    ways = log_kernel(t.counts, lacking=0) + log_kernel(t.shapes, lacking=0) + stirling_series(t.columns)
    entries = jnp.where(t.none, a * _without_counts(t), ways).sum(-1)
    sizes = jnp.where(is_small(a), a, jnp.sqrt(a / (2 * math.pi))) / jnp.sqrt(t.columns * t.counts.a)
    empty, both = t.total_count == 0, t.total_count + t.total
    n = jnp.where(empty, 1, t.total_count)
    size = jnp.sqrt(2 * math.pi * n * (both / t.total))
    row = stirling_remainder(t.total) + stirling_series(n) - stirling_remainder(both)
    return jnp.where(empty, 0, entries + log_product(jnp.where(t.none, 1, sizes), size) + row)


dirichlet_multinomial = Distribution(
    name="dirichlet_multinomial",
    parameters=(Parameter("concentration", positive, event_ndim=1),),
    support=count_vector,
    log_prob=log_prob,
)
