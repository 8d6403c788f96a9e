"""Entropy, cross-entropy and the Kullback-Leibler divergence: why minimising any of them is maximising likelihood."""

import nllax._kl.forms as _forms  # registers the closed forms
from nllax._kl.closed_form import closed_form as closed_form
from nllax._kl.closed_form import pairs as pairs
from nllax._kl.cross_entropy import cross_entropy as cross_entropy
from nllax._kl.cross_entropy import entropy as entropy
from nllax._kl.divergence import divergence as divergence

del _forms
