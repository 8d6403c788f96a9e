"""Entropy, cross-entropy and the Kullback-Leibler divergence: why minimising any of them is maximising likelihood."""

import nllax._kl.forms as _forms  # registers the closed forms
from nllax._kl.closed_form import closed_form as closed_form
from nllax._kl.closed_form import pairs as pairs
from nllax._kl.cross_entropy import cross_entropy as cross_entropy
from nllax._kl.cross_entropy import entropy as entropy
from nllax._kl.derive import derive as derive
from nllax._kl.directions import forward as forward
from nllax._kl.directions import reverse as reverse
from nllax._kl.distillation import distillation as distillation
from nllax._kl.divergence import divergence as divergence
from nllax._kl.empirical import empirical as empirical
from nllax._kl.jensen_shannon import jensen_shannon as jensen_shannon
from nllax._kl.monte_carlo import monte_carlo as monte_carlo
from nllax._kl.quadrature import quadrature as quadrature

del _forms
