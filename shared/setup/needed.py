"""What a bot needs of the thing that a variable will name, asked before it is named. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import discord

from shared.chat.findings import Need, RoleNeed
from shared.config.fields import OneOf
from shared.config.load import Settings, settings_of
from shared.config.secret import Secret
from shared.config.setting import is_required, is_secret, reader_of

S = TypeVar("S", bound=Settings)

# An id of nothing: what the bot says it needs there is what it needs of whatever is chosen.
_SOMETHING: Final = 10**17
_POST: Final = discord.Permissions(view_channel=True, send_messages=True)


def need_of(
    settings: type[S],
    needs: Callable[[S], Sequence[Need]],
    values: Mapping[str, str],
    field: str,
    variable: str,
) -> Need:
    """What the place of this field must be, and allow; to post there, if the bot says nothing."""
    supposed = _supposed(settings, {**values, field: str(_SOMETHING)})
    found = (need for need in needs(supposed) if need.channel_id == _SOMETHING)
    return next(found, Need(variable, _SOMETHING, _POST))


def is_mentioned(
    settings: type[S],
    roles: Callable[[S], Sequence[RoleNeed]],
    values: Mapping[str, str],
    field: str,
) -> bool:
    """Whether the bot mentions the role of this field."""
    supposed = _supposed(settings, {**values, field: str(_SOMETHING)})
    return any(_SOMETHING in need.role_ids and need.mentioned for need in roles(supposed))


def _supposed(settings: type[S], values: Mapping[str, str]) -> S:
    """As if all that is missing were there."""
    read, _ = settings.read(values)
    stand_ins = {
        each.name: _stand_in(each) if is_required(each) else each.default
        for each in settings_of(settings)
    }
    known: dict[str, Any] = {**stand_ins, **read}
    return settings(**known)


def _stand_in(each: Any) -> Any:  # noqa: ANN401 - a field, and a value, of any type
    if is_secret(each):
        return Secret("")
    return 0 if isinstance(reader_of(each), OneOf) else ""
