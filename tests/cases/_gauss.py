"""What rows of vectors in the plane share: quadrature, triangular matrices, units."""

import mpmath as mp
import numpy as np


def gauss_hermite(loc, columns):
    """Nodes `loc + A z` and weights of an integral over the plane: exact for a normal of covariance A A^T."""
    x, w = np.polynomial.hermite_e.hermegauss(24)
    z = np.stack(np.meshgrid(x, x), -1).reshape(-1, 2)
    weights = np.outer(w, w).ravel() * np.exp(0.5 * (z * z).sum(1)) * abs(np.linalg.det(columns))
    return np.asarray(loc) + z @ np.asarray(columns).T, weights


def polar(loc, columns):
    """As `gauss_hermite` for heavy tails: trapezoidal in the angle, and in the logarithm of the radius."""
    step, turns = 0.125, 8
    radius = np.exp(np.arange(-20.0, 70.0, step))
    angle = 2 * np.pi * np.arange(turns) / turns
    z = radius[:, None, None] * np.stack([np.cos(angle), np.sin(angle)], -1)
    weights = radius**2 * step * (2 * np.pi / turns) * abs(np.linalg.det(columns))
    return np.asarray(loc) + z.reshape(-1, 2) @ np.asarray(columns).T, np.repeat(weights, turns)


def substitution(lower, b):
    """The solution of a lower triangular system in mpmath."""
    x = []
    for i, row in enumerate(lower):
        x.append((b[i] - mp.fsum(row[j] * x[j] for j in range(i))) / row[i])
    return x


def difference(a, b):
    return [x - y for x, y in zip(a, b, strict=True)]


def log_diagonal(lower):
    """The logarithm of the determinant of a triangular matrix in mpmath."""
    return mp.fsum(mp.log(row[i]) for i, row in enumerate(lower))


def score_unit(scale_tril):
    """One over the standard deviation of each entry of the score, for a covariance L L^T."""
    return 1 / np.linalg.norm(np.linalg.inv(np.tril(scale_tril)), axis=0)


def triangles(rng, scale):
    """Triangular matrices whose rows have the given scales, well conditioned but for them."""
    size = scale.shape[-1]
    correlation = np.tril(rng.uniform(-0.5, 0.5, (*scale.shape, size)), -1) + np.eye(size)
    return (scale[..., None] * correlation).astype(np.float32)
