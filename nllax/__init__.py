"""Probabilistic losses for JAX: a loss is a likelihood."""

from typing import TYPE_CHECKING

from nllax._combinators.fixed import fixed as fixed
from nllax._combinators.mixture import mixture as mixture
from nllax._core.distribution import Distribution as Distribution
from nllax._core.domain import Domain as Domain
from nllax._core.domains import binary as binary
from nllax._core.domains import count as count
from nllax._core.domains import count_vector as count_vector
from nllax._core.domains import extended_real as extended_real
from nllax._core.domains import half_open_unit_interval as half_open_unit_interval
from nllax._core.domains import label as label
from nllax._core.domains import lower_cholesky as lower_cholesky
from nllax._core.domains import non_negative as non_negative
from nllax._core.domains import one_to_two as one_to_two
from nllax._core.domains import open_unit_interval as open_unit_interval
from nllax._core.domains import ordered as ordered
from nllax._core.domains import positive as positive
from nllax._core.domains import ranking as ranking
from nllax._core.domains import real as real
from nllax._core.domains import real_vector as real_vector
from nllax._core.domains import simplex as simplex
from nllax._core.domains import unit_interval as unit_interval
from nllax._core.domains import unit_vector as unit_vector
from nllax._core.domains import zero_to_two as zero_to_two
from nllax._core.lazy import attributes as _attributes
from nllax._core.parameter import Parameter as Parameter
from nllax._core.total import Total as Total
from nllax._transformations.diagnose import diagnose as diagnose
from nllax._transformations.gradients import per_sample_grad as per_sample_grad
from nllax._transformations.gradients import value_and_grad as value_and_grad
from nllax._transformations.head import head as head
from nllax._transformations.log_prior import log_prior as log_prior
from nllax._transformations.nll import nll as nll
from nllax._transformations.objective import objective as objective

if TYPE_CHECKING:  # imported when first asked for: all of them would triple the cost of the import
    from nllax import kl as kl
    from nllax import losses as losses
    from nllax._distributions.asymmetric_laplace import asymmetric_laplace as asymmetric_laplace
    from nllax._distributions.bernoulli import bernoulli as bernoulli
    from nllax._distributions.bernoulli_probs import bernoulli_probs as bernoulli_probs
    from nllax._distributions.beta import beta as beta
    from nllax._distributions.beta_binomial import beta_binomial as beta_binomial
    from nllax._distributions.binomial import binomial as binomial
    from nllax._distributions.bradley_terry import bradley_terry as bradley_terry
    from nllax._distributions.categorical import categorical as categorical
    from nllax._distributions.categorical_probs import categorical_probs as categorical_probs
    from nllax._distributions.cauchy import cauchy as cauchy
    from nllax._distributions.continuous_bernoulli import continuous_bernoulli as continuous_bernoulli
    from nllax._distributions.dirichlet import dirichlet as dirichlet
    from nllax._distributions.dirichlet_multinomial import dirichlet_multinomial as dirichlet_multinomial
    from nllax._distributions.exponential import exponential as exponential
    from nllax._distributions.gamma import gamma as gamma
    from nllax._distributions.general_robust import general_robust as general_robust
    from nllax._distributions.generalized_normal import generalized_normal as generalized_normal
    from nllax._distributions.geometric import geometric as geometric
    from nllax._distributions.gumbel import gumbel as gumbel
    from nllax._distributions.half_cauchy import half_cauchy as half_cauchy
    from nllax._distributions.half_normal import half_normal as half_normal
    from nllax._distributions.huber import huber as huber
    from nllax._distributions.hyperbolic_secant import hyperbolic_secant as hyperbolic_secant
    from nllax._distributions.inverse_gamma import inverse_gamma as inverse_gamma
    from nllax._distributions.inverse_gaussian import inverse_gaussian as inverse_gaussian
    from nllax._distributions.kumaraswamy import kumaraswamy as kumaraswamy
    from nllax._distributions.laplace import laplace as laplace
    from nllax._distributions.log_logistic import log_logistic as log_logistic
    from nllax._distributions.log_normal import log_normal as log_normal
    from nllax._distributions.logistic import logistic as logistic
    from nllax._distributions.logit_normal import logit_normal as logit_normal
    from nllax._distributions.multinomial import multinomial as multinomial
    from nllax._distributions.multivariate_normal import multivariate_normal as multivariate_normal
    from nllax._distributions.multivariate_normal_diag import multivariate_normal_diag as multivariate_normal_diag
    from nllax._distributions.multivariate_normal_low_rank import (
        multivariate_normal_low_rank as multivariate_normal_low_rank,
    )
    from nllax._distributions.multivariate_normal_precision import (
        multivariate_normal_precision as multivariate_normal_precision,
    )
    from nllax._distributions.multivariate_student_t import multivariate_student_t as multivariate_student_t
    from nllax._distributions.negative_binomial import negative_binomial as negative_binomial
    from nllax._distributions.normal import normal as normal
    from nllax._distributions.ordered_logistic import ordered_logistic as ordered_logistic
    from nllax._distributions.pareto import pareto as pareto
    from nllax._distributions.plackett_luce import plackett_luce as plackett_luce
    from nllax._distributions.poisson import poisson as poisson
    from nllax._distributions.poisson_log_rate import poisson_log_rate as poisson_log_rate
    from nllax._distributions.skew_normal import skew_normal as skew_normal
    from nllax._distributions.student_t import student_t as student_t
    from nllax._distributions.tweedie import tweedie as tweedie
    from nllax._distributions.von_mises import von_mises as von_mises
    from nllax._distributions.von_mises_fisher import von_mises_fisher as von_mises_fisher
    from nllax._distributions.weibull import weibull as weibull
    from nllax._distributions.wrapped_cauchy import wrapped_cauchy as wrapped_cauchy
else:  # where a type checker would take every name for granted
    __getattr__, __dir__ = _attributes(__name__, rooms=("_distributions",), modules=("kl", "losses"))

__version__ = "0.1.0"
