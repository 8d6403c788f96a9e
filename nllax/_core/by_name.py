"""Records that are one of a kind: copied as themselves, pickled by the name they are bound to."""

import sys
from collections.abc import Callable
from typing import Any, Self


class ByName:
    """A record that lives under its own `name` in the module that built it."""

    name: str

    def _live_in(self, function: Callable[..., Any]) -> None:
        """Remember the module of `function` as this record's home."""
        object.__setattr__(self, "__module__", getattr(function, "__module__", "__main__"))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> str | tuple[Any, ...]:
        home = sys.modules.get(self.__module__)
        if getattr(home, self.name, None) is not self:
            raise TypeError(
                f"{self.name!r} cannot be pickled: it is pickled by name, and {self.__module__}.{self.name} "
                f"is not this record. Bind it at the top of a module: "
                f"{self.name} = {type(self).__name__}(name={self.name!r}, ...)."
            )
        return self.name
