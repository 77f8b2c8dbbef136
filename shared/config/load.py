"""Settings from the environment: read once, checked as a whole, every problem named at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from pydantic import AliasChoices, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings, SettingsConfigDict


@dataclass(frozen=True, slots=True)
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


class Settings(BaseSettings):
    """Base of all settings; a field named `log_level` is the variable `LOG_LEVEL`.

    An empty variable counts as unset. Values never show in errors: they may be secrets.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        validate_default=True,
    )

    @classmethod
    def load(cls) -> Self:
        """Read the environment. Raises SettingsInvalid with every problem, by variable."""
        try:
            return cls()
        except ValidationError as error:
            raise SettingsInvalid(_problems(cls, error)) from None

    def secrets(self) -> list[str]:
        """The values that must never be shown, for whoever writes logs."""
        values = [getattr(self, name) for name in type(self).model_fields]
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable as documentation: what `docs/settings.md` says of it."""

    name: str
    older_names: tuple[str, ...]
    required: bool
    default: str
    secret: bool
    description: str


def variables(settings: type[Settings]) -> list[Variable]:
    """Every variable that `settings` reads, in the order of its definition."""
    return [_variable(name, field) for name, field in settings.model_fields.items()]


def names_of(field_name: str, field: FieldInfo) -> tuple[str, ...]:
    """The variable's names, the one to use first."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(str(choice) for choice in alias.choices)
    return (str(alias) if alias else field_name.upper(),)


def _variable(field_name: str, field: FieldInfo) -> Variable:
    name, *older = names_of(field_name, field)
    return Variable(
        name=name,
        older_names=tuple(older),
        required=field.is_required(),
        default="" if field.is_required() else _as_text(field.get_default()),
        secret="SecretStr" in str(field.annotation),
        description=field.description or "",
    )


def _as_text(value: Any) -> str:  # noqa: ANN401 - a default may be of any type
    match value:
        case None | SecretStr():
            return ""
        case _ if value is PydanticUndefined:
            return ""
        case bool():
            return "ON" if value else "OFF"
        case frozenset() | tuple():
            items: list[Any] = sorted(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - element types are irrelevant to their text
            return ",".join(_as_text(item) for item in items)
        case _ if hasattr(value, "strftime"):
            return str(value.strftime("%H:%M"))
        case _:
            return str(value)


def _problems(settings: type[Settings], error: ValidationError) -> list[Problem]:
    return [
        Problem(
            _variable_of(settings, details["loc"]), _in_plain_words(details["type"], details["msg"])
        )
        for details in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def _variable_of(settings: type[Settings], location: tuple[int | str, ...]) -> str:
    if not location:
        return "settings"
    wanted = str(location[0])
    for field_name, field in settings.model_fields.items():
        names = names_of(field_name, field)
        if wanted.lower() in {field_name, *(name.lower() for name in names)}:
            return names[0]
    return wanted.upper()


def _in_plain_words(kind: str, message: str) -> str:
    if kind in _PLAIN_WORDS:
        return _PLAIN_WORDS[kind]
    text = message.removeprefix("Value error, ").removeprefix("Input should be ")
    return text if kind == "value_error" else f"should be {text}"


# By pydantic's name for the failure, where its own words speak to programmers.
_PLAIN_WORDS = {
    "missing": "is not set",
    "int_parsing": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_parsing": "should be a number",
    "finite_number": "should be a number",
}
