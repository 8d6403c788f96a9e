"""Entropy, cross-entropy and divergence: what `nllax.kl` offers, one idea each."""
