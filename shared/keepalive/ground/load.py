"""Settings from the environment: read once, checked as a whole, every problem named at once."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields, replace
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any, Final, Self, dataclass_transform

from .immutable import immutable
from .secret import Secret
from .setting import is_required, is_setting, names_of, reader_of, setting

ENV_FILE: Final = Path(".env")


@immutable
class Problem:
    """What is wrong with one variable, and what to do, in plain words."""

    variable: str
    message: str


class SettingsInvalid(Exception):
    """At least one variable is missing or wrong; no restart will mend that."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.variable}: {p.message}" for p in self.problems))

    def lines(self) -> list[str]:
        """One line per problem, for a terminal."""
        return [f"  {p.variable}: {p.message}" for p in self.problems]


@dataclass(init=False, repr=False, eq=False)
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(setting, field))
class Settings:
    """Base of all settings; a field named `log_level` is the variable `LOG_LEVEL`.

    Each class of them is a dataclass that can't be changed. An empty variable counts as unset.
    Values never show in errors that `load` makes: they may be secrets.
    """

    given: frozenset[str] = field(default=frozenset(), repr=False, compare=False)
    """The fields that were not left to their defaults; only `load` and `of` know."""
    file: Path = field(default=ENV_FILE, repr=False, compare=False)
    """Where `load` looked for what the environment doesn't hold."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # Fields alone: the methods that a dataclass writes and compiles for each class, anew with
        # all that it inherits, took 10 ms of a start for what is made once.
        dataclass(init=False, repr=False, eq=False)(cls)

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - of any field's type
        known = {each.name: each.default for each in fields(self)}
        missing = [name for name, value in (known | values).items() if value is MISSING]
        if missing or values.keys() - known.keys():
            wrong = ", ".join(sorted({*missing, *(values.keys() - known.keys())}))
            raise TypeError(f"{type(self).__name__} is made with all its fields: {wrong}")
        self.__dict__.update(known | values)

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"{name} was read once")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"{name} was read once")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(
            getattr(self, it.name) == getattr(other, it.name) for it in fields(self) if it.compare
        )

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, it.name) for it in fields(self) if it.compare))

    def __repr__(self) -> str:
        shown = (f"{it.name}={getattr(self, it.name)!r}" for it in fields(self) if it.repr)
        return f"{type(self).__name__}({', '.join(shown)})"

    @classmethod
    def load(cls, file: Path = ENV_FILE) -> Self:
        """Read the environment, and `file` for what is not in it. Raises SettingsInvalid.

        Every problem is named, by variable.
        """
        values = texts_in(cls, environment(), env_file(file))
        return replace(cls.of(values), file=file)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """By field name: the text as a variable would hold it, or the value itself.

        Raises SettingsInvalid, and TypeError for a name that is no field.
        """
        read, problems = cls.read(values)
        if problems:
            known = settings_of(cls)
            raise SettingsInvalid(
                Problem(names_of(each)[0], problems[each.name])
                for each in known
                if each.name in problems
            )
        return cls(given=frozenset(values), **read)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """By field: what could be read of `values`, and what is wrong, in words for people.

        Raises TypeError for a name that is no field.
        """
        if unknown := set(values) - set(names_in(cls)):
            raise TypeError(f"{cls.__name__} has no setting {', '.join(sorted(unknown))}")
        read: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for each in settings_of(cls):
            try:
                read[each.name] = _value(each, values)
            except ValueError as error:
                problems[each.name] = str(error)
        for name, words in cls._clashes_everywhere(read):
            problems.setdefault(name, words)
        return read, problems

    @classmethod
    def clashes(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:  # noqa: ARG003 - nothing to say here
        """Field and words for each rule about several settings that is broken.

        `read` holds the fields that could be read. Each class speaks of its own.
        """
        yield from ()

    @classmethod
    def _clashes_everywhere(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for each in reversed(cls.__mro__):
            if issubclass(each, Settings) and "clashes" in vars(each):
                yield from each.clashes(read)

    def secrets(self) -> list[str]:
        """The values that must never be shown, for whoever writes logs."""
        values = [getattr(self, each.name) for each in settings_of(type(self))]
        return [value.reveal() for value in values if isinstance(value, Secret)]


def settings_of(cls: type[Settings]) -> tuple[Field[Any], ...]:
    """The fields that are variables, those of the first base last in the list of bases first."""
    return tuple(filter(is_setting, fields(cls)))


def names_in(cls: type[Settings]) -> list[str]:
    """The names of its fields that are variables."""
    return [each.name for each in settings_of(cls)]


def _value(each: Field[Any], values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - of any field's type
    if each.name not in values:
        if is_required(each):
            raise ValueError("is not set")
        return each.default
    value = values[each.name]
    return reader_of(each)(value) if isinstance(value, str) else value


def _text(each: Field[Any], sources: Iterable[Mapping[str, str]]) -> str:
    """Of its names the first that is set; the environment goes before the file."""
    texts = (source.get(name.casefold(), "") for source in sources for name in names_of(each))
    return next(filter(None, texts), "")


def texts_in(cls: type[Settings], *sources: Mapping[str, str]) -> dict[str, str]:
    """What the sources set, by field; of a variable that two of them set, the first one counts."""
    return {each.name: text for each in settings_of(cls) if (text := _text(each, sources))}


def whence(file: Path) -> str:
    """Where `load` looks with this file, in words."""
    if file.is_file():
        return f"the environment and {file.absolute()}"
    return f"the environment alone: there is no file {file.absolute()}"


def environment() -> Mapping[str, str]:
    """What the process was given, by variable in small letters."""
    return {name.casefold(): text for name, text in os.environ.items()}  # noqa: TID251 - this is the door


def env_file(path: Path) -> Mapping[str, str]:
    """What the file sets, by variable in small letters; nothing where there is none to be read.

    python-dotenv reads it; a foreign bot may live without.
    """
    if not path.is_file() or find_spec("dotenv") is None:
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 - hosts have no such file

    # An umlaut of an old editor, in a comment perhaps, must not keep the bot from its token.
    content = path.read_text(encoding="utf-8", errors="replace")
    read = dotenv_values(stream=StringIO(content))
    return {name.casefold(): text for name, text in read.items() if text}
