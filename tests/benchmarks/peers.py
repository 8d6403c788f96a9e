"""The densities of other libraries, of our arguments: for every distribution those that have it.

NumPyro has to be installed; TensorFlow Probability on JAX (`tfp-nightly`) takes part if it is.
"""

import jax
import jax.numpy as jnp
import jax.scipy.stats as jss
import numpyro
import numpyro.distributions as npd
import optax

try:
    from tensorflow_probability.substrates.jax import distributions as tfd
except ImportError:  # it breaks with releases of JAX
    tfd = None

numpyro.enable_validation(is_validate=False)


def numpyro_density(make):
    return lambda y, *parameters: make(*parameters).log_prob(y)


def tfp_density(make):
    return None if tfd is None else lambda y, *parameters: make(tfd, *parameters).log_prob(y)


def _pair(jax_scipy=None, numpyro=None, tfp=None, optax=None):
    found = {
        "jax.scipy.stats": jax_scipy,
        "NumPyro": numpyro and numpyro_density(numpyro),
        "TFP": tfp and tfp_density(tfp),
        "optax": optax,
    }
    return {name: f for name, f in found.items() if f is not None}


def _precision(precision_tril):
    return precision_tril @ jnp.swapaxes(precision_tril, -1, -2)


def _normal_mixture(logits, loc, scale):
    return npd.MixtureSameFamily(npd.Categorical(logits=logits), npd.Normal(loc, scale))


def _softmax_cross_entropy(y, logits):
    return -optax.softmax_cross_entropy_with_integer_labels(logits, y)


PEERS = {
    "asymmetric_laplace": _pair(numpyro=npd.AsymmetricLaplaceQuantile),
    "bernoulli": _pair(
        numpyro=lambda logits: npd.Bernoulli(logits=logits),
        tfp=lambda tfd, logits: tfd.Bernoulli(logits=logits),
        optax=lambda y, logits: -optax.sigmoid_binary_cross_entropy(logits, y),
    ),
    "bernoulli_probs": _pair(jss.bernoulli.logpmf, npd.BernoulliProbs, lambda tfd, probs: tfd.Bernoulli(probs=probs)),
    "beta": _pair(jss.beta.logpdf, npd.Beta, lambda tfd, a, b: tfd.Beta(a, b)),
    "beta_binomial": _pair(
        jss.betabinom.logpmf, lambda n, a, b: npd.BetaBinomial(a, b, n), lambda tfd, n, a, b: tfd.BetaBinomial(n, a, b)
    ),
    "binomial": _pair(
        lambda y, n, logits: jss.binom.logpmf(y, n, jax.nn.sigmoid(logits)),
        lambda n, logits: npd.Binomial(n, logits=logits),
        lambda tfd, n, logits: tfd.Binomial(n, logits=logits),
    ),
    "categorical": _pair(
        numpyro=lambda logits: npd.Categorical(logits=logits),
        tfp=lambda tfd, logits: tfd.Categorical(logits=logits),
        optax=_softmax_cross_entropy,
    ),
    "categorical_probs": _pair(numpyro=npd.CategoricalProbs, tfp=lambda tfd, probs: tfd.Categorical(probs=probs)),
    "cauchy": _pair(jss.cauchy.logpdf, npd.Cauchy, lambda tfd, loc, scale: tfd.Cauchy(loc, scale)),
    "continuous_bernoulli": _pair(tfp=lambda tfd, logits: tfd.ContinuousBernoulli(logits=logits)),
    "dirichlet": _pair(numpyro=npd.Dirichlet, tfp=lambda tfd, a: tfd.Dirichlet(a)),
    "exponential": _pair(
        lambda y, rate: jss.expon.logpdf(y, scale=1 / rate), npd.Exponential, lambda tfd, rate: tfd.Exponential(rate)
    ),
    "gamma": _pair(
        lambda y, a, rate: jss.gamma.logpdf(y, a, scale=1 / rate), npd.Gamma, lambda tfd, a, rate: tfd.Gamma(a, rate)
    ),
    "generalized_normal": _pair(
        lambda y, loc, scale, power: jss.gennorm.logpdf((y - loc) / scale, power) - jnp.log(scale),
        tfp=lambda tfd, loc, scale, power: tfd.GeneralizedNormal(loc, scale, power),
    ),
    "geometric": _pair(
        lambda y, logits: jss.geom.logpmf(y + 1, jax.nn.sigmoid(logits)),
        lambda logits: npd.Geometric(logits=logits),
        lambda tfd, logits: tfd.Geometric(logits=logits),
    ),
    "gumbel": _pair(jss.gumbel_r.logpdf, npd.Gumbel, lambda tfd, loc, scale: tfd.Gumbel(loc, scale)),
    "half_cauchy": _pair(numpyro=npd.HalfCauchy, tfp=lambda tfd, scale: tfd.HalfCauchy(jnp.zeros_like(scale), scale)),
    "half_normal": _pair(numpyro=npd.HalfNormal, tfp=lambda tfd, scale: tfd.HalfNormal(scale)),
    "hyperbolic_secant": _pair(numpyro=lambda loc, scale: npd.SoftLaplace(loc, scale * (2 / jnp.pi))),
    "inverse_gamma": _pair(numpyro=npd.InverseGamma, tfp=lambda tfd, a, scale: tfd.InverseGamma(a, scale)),
    "inverse_gaussian": _pair(tfp=lambda tfd, loc, concentration: tfd.InverseGaussian(loc, concentration)),
    "kumaraswamy": _pair(numpyro=npd.Kumaraswamy, tfp=lambda tfd, a, b: tfd.Kumaraswamy(a, b)),
    "laplace": _pair(jss.laplace.logpdf, npd.Laplace, lambda tfd, loc, scale: tfd.Laplace(loc, scale)),
    "log_logistic": _pair(tfp=lambda tfd, loc, scale: tfd.LogLogistic(loc, scale)),
    "log_normal": _pair(numpyro=npd.LogNormal, tfp=lambda tfd, loc, scale: tfd.LogNormal(loc, scale)),
    "logistic": _pair(jss.logistic.logpdf, npd.Logistic, lambda tfd, loc, scale: tfd.Logistic(loc, scale)),
    "logit_normal": _pair(tfp=lambda tfd, loc, scale: tfd.LogitNormal(loc, scale)),
    "mixture(normal)": _pair(
        numpyro=_normal_mixture,
        tfp=lambda tfd, logits, loc, scale: tfd.MixtureSameFamily(
            tfd.Categorical(logits=logits), tfd.Normal(loc, scale)
        ),
    ),
    "multivariate_normal": _pair(
        numpyro=lambda loc, scale_tril: npd.MultivariateNormal(loc, scale_tril=scale_tril),
        tfp=lambda tfd, loc, scale_tril: tfd.MultivariateNormalTriL(loc, scale_tril),
    ),
    "multivariate_normal_diag": _pair(
        numpyro=lambda loc, scale: npd.Normal(loc, scale).to_event(1),
        tfp=lambda tfd, loc, scale: tfd.MultivariateNormalDiag(loc, scale),
    ),
    "multivariate_normal_low_rank": _pair(
        numpyro=npd.LowRankMultivariateNormal,
    ),
    "multivariate_normal_precision": _pair(
        numpyro=lambda loc, tril: npd.MultivariateNormal(loc, precision_matrix=_precision(tril)),
    ),
    "multivariate_student_t": _pair(
        numpyro=npd.MultivariateStudentT,
        tfp=lambda tfd, df, loc, scale_tril: tfd.MultivariateStudentTLinearOperator(
            df, loc, _tfp_lower_triangular(scale_tril)
        ),
    ),
    "negative_binomial": _pair(
        numpyro=npd.NegativeBinomial2,
        tfp=lambda tfd, mean, r: tfd.NegativeBinomial(r, logits=jnp.log(mean) - jnp.log(r)),
    ),
    "normal": _pair(jss.norm.logpdf, npd.Normal, lambda tfd, loc, scale: tfd.Normal(loc, scale)),
    "ordered_logistic": _pair(
        numpyro=lambda predictor, cutpoints: npd.OrderedLogistic(predictor, cutpoints),
        tfp=lambda tfd, predictor, cutpoints: tfd.OrderedLogistic(cutpoints, predictor),
    ),
    "pareto": _pair(
        lambda y, scale, alpha: jss.pareto.logpdf(y, alpha, scale=scale),
        npd.Pareto,
        lambda tfd, scale, alpha: tfd.Pareto(alpha, scale),
    ),
    "plackett_luce": _pair(tfp=lambda tfd, logits: tfd.PlackettLuce(jnp.exp(logits))),
    "poisson": _pair(jss.poisson.logpmf, npd.Poisson, lambda tfd, rate: tfd.Poisson(rate)),
    "poisson_log_rate": _pair(
        lambda y, log_rate: jss.poisson.logpmf(y, jnp.exp(log_rate)),
        lambda log_rate: npd.Poisson(jnp.exp(log_rate)),
        lambda tfd, log_rate: tfd.Poisson(log_rate=log_rate),
    ),
    "student_t": _pair(jss.t.logpdf, npd.StudentT, lambda tfd, df, loc, scale: tfd.StudentT(df, loc, scale)),
    "von_mises": _pair(
        lambda y, loc, concentration: jss.vonmises.logpdf(y - loc, concentration),
        npd.VonMises,
        lambda tfd, loc, concentration: tfd.VonMises(loc, concentration),
    ),
    "von_mises_fisher": _pair(tfp=lambda tfd, mean, concentration: tfd.VonMisesFisher(mean, concentration)),
    "weibull": _pair(numpyro=lambda k, scale: npd.Weibull(scale, k), tfp=lambda tfd, k, scale: tfd.Weibull(k, scale)),
    "wrapped_cauchy": _pair(lambda y, loc, rho: jss.wrapcauchy.logpdf(jnp.mod(y - loc, 2 * jnp.pi), rho)),
}
"""By distribution, the log-density of each library that has it, `f(y, *parameters)`."""


def _tfp_lower_triangular(matrix):
    from tensorflow_probability.substrates import jax as tfp

    return tfp.tf2jax.linalg.LinearOperatorLowerTriangular(matrix)
