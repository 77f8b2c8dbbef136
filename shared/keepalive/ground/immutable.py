"""Values: small data classes that can't be changed, equal where all that they hold is.

They are what `dataclass(frozen=True, slots=True)` makes. But that writes and compiles the methods
that compare, hash and print anew for each class, two hundred times at each start of a bot; here
they are written once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(cls: type[T]) -> type[T]:
    """The data class; methods that `cls` has of its own stay."""
    made = dataclass(frozen=True, slots=True, eq=False, repr=False)(cls)
    for name, method in _METHODS.items():
        if name not in vars(cls):
            setattr(made, name, method)
    return made


@cache
def _key_of(cls: type[Any]) -> Callable[[object], Any]:
    names = [each.name for each in fields(cls) if each.compare]
    return attrgetter(*names) if names else lambda _: None


def _eq(self: object, other: object) -> bool:
    if other.__class__ is not self.__class__:
        return NotImplemented
    key = _key_of(self.__class__)
    return key(self) == key(other)


def _hash(self: object) -> int:
    return hash(_key_of(self.__class__)(self))


def _repr(self: Any) -> str:  # noqa: ANN401 - of any such class
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


_METHODS = {"__eq__": _eq, "__hash__": _hash, "__repr__": _repr}
