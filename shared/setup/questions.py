"""What can be asked: one question for each variable of a bot, in the order of asking. Pure."""

from dataclasses import Field
from enum import Enum
from typing import Any, Final

from shared.config.fields import SomeOf, Thing, thing_of
from shared.config.load import Settings, names_in, settings_of
from shared.config.setting import reader_of
from shared.config.variables import variables
from shared.immutable import immutable
from shared.sheets.settings import tab_name


class Kind(Enum):
    """What an answer names, and with it how one is asked for it."""

    TOKEN = "token"  # noqa: S105 - the word, not one of them
    SERVER = "server"
    PLACE = "place"
    ROLE = "role"
    EMOJI = "emoji"
    KEY = "key"
    SPREADSHEET = "spreadsheet"
    TAB = "tab"
    OTHER = "other"


CHOSEN_ON_DISCORD: Final = frozenset({Kind.SERVER, Kind.PLACE, Kind.ROLE, Kind.EMOJI})
# Tokens tell servers, servers their channels; keys open spreadsheets, which have tabs.
_ORDER: Final = (
    Kind.TOKEN,
    Kind.SERVER,
    Kind.PLACE,
    Kind.ROLE,
    Kind.EMOJI,
    Kind.KEY,
    Kind.SPREADSHEET,
    Kind.TAB,
    Kind.OTHER,
)
_BY_FIELD: Final = {
    "discord_token": Kind.TOKEN,
    "gspread_credentials": Kind.KEY,
    "google_sheet_id": Kind.SPREADSHEET,
}
_BY_THING: Final = {
    Thing.SERVER: Kind.SERVER,
    Thing.PLACE: Kind.PLACE,
    Thing.ROLE: Kind.ROLE,
    Thing.EMOJI: Kind.EMOJI,
    Thing.USER: Kind.OTHER,
}
_SET_BY_THE_HOST: Final = "render_"


@immutable
class Question:
    """One variable, and what a person is told about it."""

    field: str
    names: tuple[str, ...]
    kind: Kind
    about: str
    group: str
    """The first line of what its settings class says of itself."""
    required: bool = False
    many: bool = False
    secret: bool = False
    default: str = ""

    @property
    def variable(self) -> str:
        """The name that is shown and written."""
        return self.names[0]


def questions(settings: type[Settings]) -> tuple[Question, ...]:
    """All of them but what the host sets: by kind, and within a kind as they are defined."""
    every = [
        Question(
            field=each.name,
            names=(variable.name, *variable.older_names),
            kind=_kind(each),
            about=variable.description.rstrip("."),
            group=_group(settings, each.name),
            required=variable.required,
            many=isinstance(reader_of(each), SomeOf),
            secret=variable.secret,
            default=variable.default,
        )
        for each, variable in zip(settings_of(settings), variables(settings), strict=True)
        if not each.name.startswith(_SET_BY_THE_HOST)
    ]
    return tuple(sorted(every, key=lambda question: _ORDER.index(question.kind)))


def _kind(each: Field[Any]) -> Kind:
    reader = reader_of(each)
    if (thing := thing_of(reader)) is not None:
        return _BY_THING[thing]
    if reader is tab_name:
        return Kind.TAB
    return _BY_FIELD.get(each.name, Kind.OTHER)


def _group(settings: type[Settings], field: str) -> str:
    owner = next(
        each
        for each in reversed(settings.__mro__)
        if issubclass(each, Settings) and field in names_in(each)
    )
    return (owner.__doc__ or owner.__name__).strip().splitlines()[0].partition(". ")[0].rstrip(".")
