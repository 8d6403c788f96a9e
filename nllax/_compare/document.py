"""The report for machines: one JSON document."""

import json
import math
from typing import Any

import nllax
from nllax._compare.result import Result
from nllax._compare.score import Score, standard_error


def document(result: Result) -> str:
    """The result as JSON; a number that is not finite is null."""
    data, settings = result.data, result.settings
    content = {
        "nllax": nllax.__version__,
        "data": {
            "name": data.name,
            "rows": data.x.shape[0],
            "features": data.x.shape[1],
            "target": data.target,
            "task": data.task,
            "classes": list(data.classes),
            "notes": list(data.notes),
        },
        "settings": {name: getattr(settings, name) for name in ("folds", "epochs", "hidden", "prior_scale", "seed")},
        "likelihoods": [_likelihood(result, score) for score in result.scores],
        "not_compared": [{"name": r.name, "reason": r.reason} for r in result.refusals],
        "unfinished": list(result.unfinished),
    }
    return json.dumps(_finite(content), indent=2, allow_nan=False)


def _likelihood(result: Result, score: Score) -> dict[str, Any]:
    behind, error = result.behind(score)
    return {
        "name": score.name,
        "nll": float(score.nll.mean()),
        "nll_standard_error": standard_error(score.nll),
        "nll_folds": score.nll.tolist(),
        "behind_best": behind,
        "behind_best_standard_error": error,
        "constant_nll": float(score.constant.mean()),
        "constant_nll_folds": score.constant.tolist(),
        **score.metrics,
    }


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
