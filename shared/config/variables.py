"""Environment variables as documentation: what `docs/settings.md` says of them."""

from dataclasses import Field
from typing import Any

from shared.config.load import Settings, settings_of
from shared.config.secret import Secret
from shared.config.setting import description_of, is_required, is_secret, names_of
from shared.immutable import immutable


@immutable
class Variable:
    """One environment variable."""

    name: str
    older_names: tuple[str, ...]
    required: bool
    default: str
    secret: bool
    description: str


def variables(settings: type[Settings]) -> list[Variable]:
    """Every variable that `settings` reads, in the order of its definition."""
    return [_variable(each) for each in settings_of(settings)]


def _variable(each: Field[Any]) -> Variable:
    name, *older = names_of(each)
    return Variable(
        name=name,
        older_names=tuple(older),
        required=is_required(each),
        default="" if is_required(each) else _as_text(each.default),
        secret=is_secret(each),
        description=description_of(each),
    )


def _as_text(value: Any) -> str:  # noqa: ANN401 - a default may be of any type
    match value:
        case None | Secret():
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
