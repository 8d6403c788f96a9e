r"""KL(Weibull ‖ .)."""

import jax
import jax.numpy as jnp
from jax import Array

from nllax._distributions.exponential import exponential
from nllax._distributions.weibull import weibull
from nllax._kl.closed_form import closed_form
from nllax._kl.log_gamma_variable import log_gamma_variable
from nllax._kl.summary import LOGARITHM, TARGET, Summary, summary
from nllax._numerics.deviance import log_ratio
from nllax._numerics.extreme_value_divergence import Rounded, extreme_value_divergence
from nllax._numerics.gamma_function import log_gamma_excess
from nllax._numerics.log_gamma_bregman import log_gamma_bregman
from nllax._numerics.normal_tail import HALF_LOG_2PI
from nllax._numerics.opaque import opaque
from nllax._numerics.quotient import quotient_error
from nllax._numerics.room import inverse
from nllax._numerics.two_float import Pair, log_quotient, log_two_float, product_with_error, two_product

_EULER_GAMMA = 0.5772156649015329


@closed_form(weibull)
def weibull_weibull(p_concentration: Array, p_scale: Array, q_concentration: Array, q_scale: Array) -> Array:
    r"""$e^t - 1 - t + \log\Gamma(r) + \gamma(r - 1)$ with $r = k_q / k_p$, $t = \log\Gamma(1 + r) + c$.

    Here $c = k_q\log(\lambda_p / \lambda_q)$ and $\gamma$ is Euler's constant.

    Reference: Bauckhage (2013), Computing the Kullback-Leibler divergence between two Weibull distributions.
    """
    log = log_ratio(p_scale, q_scale, p_scale - q_scale)
    return _divergence(p_concentration, q_concentration, log, log_quotient(p_scale, q_scale))


@closed_form(weibull, exponential)
def weibull_exponential(p_concentration: Array, p_scale: Array, q_rate: Array) -> Array:
    r"""`weibull_weibull` with $k_q = 1$ and $\lambda_q = 1 / \lambda$."""
    return _divergence(p_concentration, opaque(1, q_rate), *_log_product(p_scale, q_rate))


@closed_form(exponential, weibull)
def exponential_weibull(p_rate: Array, q_concentration: Array, q_scale: Array) -> Array:
    r"""`weibull_weibull` with $k_p = 1$ and $\lambda_p = 1 / \lambda$."""
    log, (high, low) = _log_product(q_scale, p_rate)
    return _divergence(opaque(1, p_rate), q_concentration, -log, (-high, -low))


def _log_product(x: Array, y: Array) -> tuple[Array, Pair]:
    """The logarithm of a product, and to more digits in two floats."""
    product, error = product_with_error(x, y)
    one = opaque(1, product)
    log, rest = log_two_float(product)
    return log_ratio(product, one, (product - one) + error), (log, rest + error / product)


def _divergence(p_concentration: Array, q_concentration: Array, log: Array, precise: Pair) -> Array:
    """With the logarithm of the quotient of the scales, and that to more digits."""
    r = q_concentration / p_concentration
    ratio = Rounded(r, quotient_error(q_concentration, jnp.zeros_like(q_concentration), p_concentration, r))
    shift = q_concentration * log
    product, error = two_product(q_concentration, precise[0])
    rest = jax.lax.stop_gradient((product - shift) + (error + q_concentration * precise[1]))
    return extreme_value_divergence(ratio, (q_concentration - p_concentration) / p_concentration, Rounded(shift, rest))


@summary(weibull, LOGARITHM, growth="+-")
def log_of_weibull(concentration: Array, scale: Array) -> Summary:
    r"""$\log\lambda$ and 1 / k times the logarithm of a gamma variable of shape 1."""
    return log_gamma_variable(opaque(1, scale), jnp.log(scale), inverse(concentration))


@summary(weibull, TARGET)
def of_weibull(concentration: Array, scale: Array) -> Summary:
    r"""$\mathbb{E}y = \lambda\Gamma(1 + 1 / k)$, variance $\lambda^2[\Gamma(1 + 2 / k) - \Gamma(1 + 1 / k)^2]$."""
    u = 1 / concentration
    log_mean = log_gamma_bregman(1 + u, opaque(1, u), u) - _EULER_GAMMA * u
    relative = jnp.sqrt(jnp.expm1(log_gamma_excess(u)))
    log_size = log_mean + jnp.log(relative) + jnp.log(concentration)
    negentropy = (HALF_LOG_2PI - 0.5) + log_size - _EULER_GAMMA * (1 - u)
    deviation = scale * (jnp.exp(log_mean) * relative)
    return Summary((scale, scale * jnp.expm1(log_mean)), deviation, negentropy)
