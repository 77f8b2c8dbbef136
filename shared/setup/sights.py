"""What was seen on Discord and in the spreadsheet, and what of it fits a question. Pure."""

from collections.abc import Sequence

import discord

from shared.chat.findings import Finding, Need, PlaceKind
from shared.chat.permissions import missing
from shared.immutable import immutable
from shared.setup.choices import Choice
from shared.setup.questions import Kind


@immutable
class Place:
    """A channel or thread, what it can be used for, and what the bot may do in it."""

    id: int
    label: str
    kinds: frozenset[PlaceKind]
    is_thread: bool
    granted: discord.Permissions
    granted_in_threads: discord.Permissions


@immutable
class Role:
    """A role that a person can have."""

    id: int
    name: str
    mentionable: bool


@immutable
class Server:
    """A server that the bot is on."""

    id: int
    name: str
    places: tuple[Place, ...] = ()
    roles: tuple[Role, ...] = ()
    emoji: tuple[tuple[int, str], ...] = ()


@immutable
class DiscordSight:
    """The bot, by its token."""

    bot: str
    application_id: int
    intents: tuple[Finding, ...] = ()
    servers: tuple[Server, ...] = ()


@immutable
class SheetSight:
    """The spreadsheet, as the account sees it."""

    title: str
    tabs: tuple[str, ...]


def choices_on(
    servers: Sequence[Server], kind: Kind, need: Need, *, mentioned: bool
) -> list[Choice]:
    """What fits a question of this kind; a place must be of the need's kind."""
    several = len(servers) > 1
    found: list[Choice] = []
    for server in servers:
        where = f" on {server.name}" if several else ""
        match kind:
            case Kind.SERVER:
                found.append(Choice(str(server.id), server.name))
            case Kind.PLACE:
                found += [
                    Choice(str(place.id), place.label + where, _against(place, need))
                    for place in server.places
                    if need.kind in place.kinds
                ]
            case Kind.ROLE:
                found += [
                    Choice(
                        str(role.id), f"@{role.name}{where}", _unheard(role, mentioned=mentioned)
                    )
                    for role in server.roles
                ]
            case Kind.EMOJI:
                found += [Choice(str(id_), f"{name}{where}") for id_, name in server.emoji]
            case _:
                pass
    return found


def _against(place: Place, need: Need) -> str:
    in_threads = place.is_thread or need.kind is PlaceKind.TICKETS
    granted = place.granted_in_threads if in_threads else place.granted
    lacking = missing(granted, need.permissions_in(threads=in_threads))
    return f"the bot lacks {', '.join(lacking)} there" if lacking else ""


def _unheard(role: Role, *, mentioned: bool) -> str:
    if mentioned and not role.mentionable:
        return "would not be rung: let anyone @mention it in the server's settings, page Roles"
    return ""
