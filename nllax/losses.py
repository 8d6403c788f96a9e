"""The losses that people know, and the likelihood that each of them is.

For every loss and every sample, `loss = nllax.nll(likelihood) - constant`; `table` says which, `derive` shows it.
Predictions come first, then targets, as in optax; each gives one number per sample. Shapes are as strict as those of
`nllax.nll`. Which rows are NaN, and why, `nllax.diagnose` says of the likelihood, `table()["l1_loss"].likelihood()`.

What is not here is the negative logarithm of no density, or of more than a likelihood:

- Hinge losses and the perceptron: no normaliser makes them densities over the labels, as their exponentials add up to
  something else at every prediction.
- Dice, Jaccard, Tversky and Lovász losses: a quotient of sums over the samples, so that none of them has a loss of its
  own.
- Triplet, margin and other contrastive losses with a hinge: they compare predictions with each other, and there is no
  target to have a density.
- Poly loss: cross-entropy plus a multiple of 1 - p, whose exponentials do not add up to 1 over the labels.
- Sigmoid focal loss with class weights: like focal cross-entropy, which is here and says of itself that it is no
  likelihood of the data, with yet another weight; multiply the loss of each sample by it.
- CTC: a likelihood, but one that needs the dynamic programme of a sequence model; optax has it.
"""

from nllax._losses.binary_cross_entropy import binary_cross_entropy as binary_cross_entropy
from nllax._losses.cosine_distance import cosine_distance as cosine_distance
from nllax._losses.derive import derive as derive
from nllax._losses.focal_cross_entropy import focal_cross_entropy as focal_cross_entropy
from nllax._losses.gamma_deviance import gamma_deviance as gamma_deviance
from nllax._losses.gaussian_nll import gaussian_nll as gaussian_nll
from nllax._losses.general_robust_loss import general_robust_loss as general_robust_loss
from nllax._losses.huber_loss import huber_loss as huber_loss
from nllax._losses.inverse_gaussian_deviance import inverse_gaussian_deviance as inverse_gaussian_deviance
from nllax._losses.kl_divergence import kl_divergence as kl_divergence
from nllax._losses.l1_loss import l1_loss as l1_loss
from nllax._losses.l2_loss import l2_loss as l2_loss
from nllax._losses.label_smoothing_cross_entropy import label_smoothing_cross_entropy as label_smoothing_cross_entropy
from nllax._losses.listmle_loss import listmle_loss as listmle_loss
from nllax._losses.log_cosh import log_cosh as log_cosh
from nllax._losses.logit_adjusted_cross_entropy import logit_adjusted_cross_entropy as logit_adjusted_cross_entropy
from nllax._losses.pinball_loss import pinball_loss as pinball_loss
from nllax._losses.poisson_nll import poisson_nll as poisson_nll
from nllax._losses.sigmoid_binary_cross_entropy import sigmoid_binary_cross_entropy as sigmoid_binary_cross_entropy
from nllax._losses.smooth_l1_loss import smooth_l1_loss as smooth_l1_loss
from nllax._losses.softmax_cross_entropy import softmax_cross_entropy as softmax_cross_entropy
from nllax._losses.softmax_cross_entropy_with_integer_labels import (
    softmax_cross_entropy_with_integer_labels as softmax_cross_entropy_with_integer_labels,
)
from nllax._losses.squared_error import squared_error as squared_error
from nllax._losses.table import table as table
from nllax._losses.tweedie_deviance import tweedie_deviance as tweedie_deviance
