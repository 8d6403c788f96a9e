"""Distillation: a student learns the distribution of a teacher."""

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from nllax._distributions.categorical import categorical
from nllax._kl.divergence import of_pair
from nllax._kl.pair import pair_of


def distillation(student_logits: ArrayLike, teacher_logits: ArrayLike, *, temperature: float = 1.0) -> Array:
    r"""The divergence of a student's softened class probabilities from a teacher's, times the temperature squared.

    $$T^2\,\mathrm{KL}\bigl(\operatorname{softmax}(t / T) \,\Vert\, \operatorname{softmax}(s / T)\bigr)$$

    A temperature above 1 brings out how the teacher ranks the classes that it thinks unlikely. The gradient in the
    student's logits is $[\operatorname{softmax}(s / T) - \operatorname{softmax}(t / T)] / T$, a difference that itself
    shrinks as 1 / T, so without the factor the loss would fade as $1 / T^2$ beside one on the labels. With it, as T
    grows, it becomes least squares between the centred logits, over 2C.

    Args:
      student_logits: what the student predicts. Shape (..., C).
      teacher_logits: what the teacher predicts, of the same shape. A gradient flows to it too: put
        `jax.lax.stop_gradient` around a teacher that is not to learn.
      temperature: $T > 0$.

    Returns:
      One number for each sample, in nats, of the batch shape; 0 where the two agree.

    Raises:
      ValueError: if the temperature is not positive, or the batch shapes differ.

    Example:
      >>> import jax.numpy as jnp, nllax
      >>> student, teacher = jnp.array([0.0, 0.0, 0.0]), jnp.array([2.0, 1.0, 0.0])
      >>> print(round(float(nllax.kl.distillation(student, teacher, temperature=4.0)), 4))
      0.3282

    Reference: Hinton, Vinyals and Dean (2015), Distilling the knowledge in a neural network.
    """
    if not temperature > 0:
        raise ValueError(f"nllax.kl.distillation: temperature must be positive, got {temperature!r}.")
    teacher, student = (jnp.asarray(x) / temperature for x in (teacher_logits, student_logits))
    pair = pair_of("nllax.kl.distillation", (categorical, teacher, student), {})
    return temperature**2 * of_pair(*pair, "nllax.kl.distillation")
