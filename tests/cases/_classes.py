"""Logits of three classes, for every day and for float32 at its limits."""

LOGITS = ((0.0, 0.0, 0.0), (1.5, -0.5, 0.25), (-3.0, 4.0, 0.0))


HARD_LOGITS = ((1e4, 1e4 + 1, 1e4 - 2), (80.0, -80.0, 0.0), (0.0, 1e-6, -1e-6))
