"""Names of a package that are imported when they are first asked for."""

import functools
import importlib
import pkgutil
import sys
from collections.abc import Callable
from typing import Any


def attributes(
    package: str, *, rooms: tuple[str, ...], modules: tuple[str, ...]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package that offers some modules, and every file of some rooms.

    A file of a room, `package/room/name.py`, defines what is called `name`; one that begins with an underscore is the
    room's own affair.
    """

    @functools.cache
    def files() -> dict[str, str]:
        paths = {room: [f"{p}/{room}" for p in sys.modules[package].__path__] for room in rooms}
        return {m.name: f"{package}.{room}.{m.name}" for room in rooms for m in pkgutil.iter_modules(paths[room])}

    def get(name: str) -> Any:
        if name in modules:
            return importlib.import_module(f"{package}.{name}")
        if name.startswith("_") or name not in files():
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(files()[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        public = (name for name in files() if not name.startswith("_"))
        return sorted({*vars(sys.modules[package]), *modules, *public})

    return get, names
