"""One setting: a field of a settings class, with how it is read and what the docs say of it."""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, field
from typing import Any, Final, TypeVar, overload

from .immutable import immutable
from .secret import Secret

T = TypeVar("T")

Reader = Callable[[str], T]
"""From a variable's text to its value. Raises ValueError in words for people."""

_OWN: Final = "setting"


@overload
def setting(
    reader: Reader[T], *, default: T, description: str = ..., names: Sequence[str] = ...
) -> T: ...
@overload
def setting(reader: Reader[T], *, description: str = ..., names: Sequence[str] = ...) -> T: ...
def setting(
    reader: Reader[Any],
    *,
    default: Any = MISSING,
    description: str = "",
    names: Sequence[str] = (),
) -> Any:
    """A field that is read from the variable of its name in capitals, or of one of `names`.

    Without a default the variable must be set.
    """
    metadata = {_OWN: _Own(reader, description, tuple(names))}
    return field(default=default, metadata=metadata)


@immutable
class _Own:
    """What the dataclass field carries for us."""

    reader: Reader[Any]
    description: str
    names: tuple[str, ...]


def is_setting(each: Field[Any]) -> bool:
    """Whether this field was made by `setting`."""
    return _OWN in each.metadata


def reader_of(each: Field[Any]) -> Reader[Any]:
    """How its text is read."""
    own: _Own = each.metadata[_OWN]
    return own.reader


def description_of(each: Field[Any]) -> str:
    """What the docs say."""
    own: _Own = each.metadata[_OWN]
    return own.description


def names_of(each: Field[Any]) -> tuple[str, ...]:
    """The variable's names, the one to use first."""
    own: _Own = each.metadata[_OWN]
    return own.names or (each.name.upper(),)


def is_required(each: Field[Any]) -> bool:
    """Whether there is no default."""
    return each.default is MISSING


def is_secret(each: Field[Any]) -> bool:
    """Whether its value must never be shown."""
    return each.type in {Secret, "Secret"}
