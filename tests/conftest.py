"""What every test runs under: eight CPU devices, strict dtype promotion, 50 digits, x64 as the test asks for it."""

import os
import tempfile

os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count=8"
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest
from cases import SIGNATURES

CACHE = "JAX_COMPILATION_CACHE_DIR"
mpmath.mp.dps = 50
jax.config.update("jax_numpy_dtype_promotion", "strict")
jax.config.update("jax_numpy_rank_promotion", "allow")


def pytest_configure(config):
    """What a worker has compiled once it reads the next time, from a folder of its own: JAX does not lock its files."""
    if CACHE not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="nllax-tests-")
        config.add_cleanup(folder.cleanup)
        os.environ[CACHE] = folder.name
    os.environ[CACHE] = os.path.join(os.environ[CACHE], os.environ.get("PYTEST_XDIST_WORKER", ""))
    jax.config.update("jax_compilation_cache_dir", os.environ[CACHE])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What concerns one distribution runs on one worker, one pair after the other, and most of float64 is slow.

    So what is compiled for a test serves the next one, and the fast subset compiles once for a distribution.
    """
    for item in items:
        case = _parameters(item).get("case", _parameters(item).get("p"))
        if hasattr(case, "name"):
            item.add_marker(pytest.mark.xdist_group(case.name))
        if _parameters(item).get("dtype") == "float64" and case not in SIGNATURES:
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: (str(item.path), *(getattr(_parameters(item).get(x), "name", "") for x in "pq")))


def pytest_runtest_teardown(item, nextitem):
    """What was compiled for one distribution, or one file, is of no use to the next, and there is much of it."""
    if nextitem is None or _room(item) != _room(nextitem):
        jax.clear_caches()


def _room(item):
    group = item.get_closest_marker("xdist_group")
    return group.args[0] if group else str(item.path)


def _parameters(item):
    return item.callspec.params if hasattr(item, "callspec") else {}


@pytest.fixture(params=["float32", "float64"])
def dtype(request):
    """Both precisions, x64 switched on for the second."""
    with x64_mode(request.param == "float64"):
        yield jnp.dtype(request.param)


@pytest.fixture
def rng():
    """The same numbers for a test, whichever tests ran before it."""
    return np.random.default_rng(0)


@pytest.fixture
def optax_promotion():
    """The default dtype promotion, for what trains: optax's adam mixes integers and floats."""
    with jax.numpy_dtype_promotion("standard"):
        yield


@pytest.fixture
def x64():
    """Float64 for the laws that are checked by quadrature."""
    with x64_mode(True):
        yield


class x64_mode:  # noqa: N801  # reads like jax's own context managers, whose public name differs between versions
    def __init__(self, on: bool):
        self.on = on

    def __enter__(self):
        self.before = jax.config.jax_enable_x64
        jax.config.update("jax_enable_x64", self.on)

    def __exit__(self, *_):
        jax.config.update("jax_enable_x64", self.before)
