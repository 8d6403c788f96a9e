"""The result of a comparison: what the table, the document and the figure are made of."""

import dataclasses

import numpy as np

from nllax._compare.candidates import Refusal
from nllax._compare.dataset import Dataset
from nllax._compare.score import Score, standard_error
from nllax._compare.settings import Settings


@dataclasses.dataclass(frozen=True, eq=False)
class Result:
    """A comparison, finished or not.

    Attributes:
      data: what was learnt.
      settings: how.
      scores: of the likelihoods that are finished, best first.
      refusals: the likelihoods that do not admit the target.
      unfinished: the names of those that an interrupt has left.
    """

    data: Dataset
    settings: Settings
    scores: tuple[Score, ...]
    refusals: tuple[Refusal, ...]
    unfinished: tuple[str, ...]

    def behind(self, score: Score) -> tuple[float, float]:
        """How many nats per sample a likelihood is behind the best, and the standard error of that.

        The difference is taken fold by fold, so what makes a fold hard for all of them drops out.
        """
        difference = score.nll - self.scores[0].nll
        return float(difference.mean()), standard_error(difference)

    @property
    def ties(self) -> tuple[Score, ...]:
        """The likelihoods less than two standard errors behind the best, and not as bad as its constant."""
        behind = {score: self.behind(score) for score in self.scores[1:]}
        gain = float(np.mean(self.scores[0].constant - self.scores[0].nll))
        return tuple(score for score, (nats, error) in behind.items() if nats < min(2 * error, gain))

    @property
    def beats_constant(self) -> bool:
        """Whether the best is more than two standard errors better than the best constant of any likelihood."""
        constant = min((score.constant for score in self.scores), key=np.mean)
        gain = constant - self.scores[0].nll
        return gain.mean() > 2 * standard_error(gain)


def ranked(scores: list[Score]) -> tuple[Score, ...]:
    """Best first; an NLL that is not a number is the worst."""
    return tuple(sorted(scores, key=lambda score: np.nan_to_num(score.nll.mean(), nan=np.inf)))
