"""`!watch_status`: which watchers are on, what waits, and what was done last."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import discord

from shared.chat import limits
from shared.chat.text import count, plain
from shared.immutable import immutable

_LINKS: Final = 5
"""Tickets of one kind that are linked; a field has room for all kinds then."""


@immutable
class Done:
    """One thing that was done about a ticket."""

    words: str
    link: str
    at: datetime


@immutable
class WatchReport:
    """Everything that the status shows."""

    watchers: Mapping[str, bool]
    tickets: Mapping[str, Sequence[int]]
    """State in words → the threads of the tickets in it, the oldest first."""
    held_up: Mapping[str, Sequence[int]]
    """What tickets wait for → their threads; the most frequent reason first."""
    no_room: int
    """Closed tickets that there was no room for yet."""
    unseen: Sequence[str]
    """Ticket channels that can't be seen, with the reason."""
    rows_waiting: int
    oldest_row: datetime | None
    problem: str
    """Why rows wait, and what to do about it."""
    last_write: datetime | None
    catch_up: str
    done: Sequence[Done]


def watch_embed(report: WatchReport) -> discord.Embed:
    """One field for each question that an admin has."""
    embed = discord.Embed(
        title="Watching",
        colour=discord.Colour.orange() if _is_troubled(report) else discord.Colour.green(),
    )
    _add(
        embed,
        "Watchers",
        [f"{'🟢' if on else '⚪'} {name}" for name, on in report.watchers.items()],
    )
    _add(embed, "Tickets at work", [_those(state, them) for state, them in report.tickets.items()])
    if report.unseen:
        _add(embed, "Can't see", [f"⚠ {line}" for line in report.unseen])
    if report.held_up or report.no_room:
        _add(embed, "Held up", _held_up(report))
    _add(embed, "Rows", _rows(report))
    _add(embed, "Last catch-up", [report.catch_up])
    newest_first = sorted(report.done, key=lambda each: each.at, reverse=True)
    _add(
        embed,
        "Last actions",
        [f"{_when(each.at)} [{plain(each.words)}]({each.link})" for each in newest_first],
    )
    return embed


def _is_troubled(report: WatchReport) -> bool:
    return bool(report.problem or report.unseen or report.held_up or report.no_room)


def _held_up(report: WatchReport) -> list[str]:
    lines = [_those(reason, them) for reason, them in report.held_up.items()]
    if report.no_room:
        lines.append(f"{report.no_room} more wait until there is room")
    return lines


def _those(words: str, threads: Sequence[int]) -> str:
    """`2: closed, its tag asked for (#…, #…)`, with links to some of them."""
    links = ", ".join(f"<#{each}>" for each in threads[:_LINKS])
    more = len(threads) - _LINKS
    return f"{len(threads)}: {words} ({links}{f' and {more} more' if more > 0 else ''})"


def _rows(report: WatchReport) -> list[str]:
    lines = [f"{count(report.rows_waiting, 'row')} waiting to be written"]
    if report.oldest_row:
        lines[0] += f", the oldest {_when(report.oldest_row)}"
    if report.problem:
        lines.append(f"⚠ {report.problem}")
    if report.last_write:
        lines.append(f"last written {_when(report.last_write)}")
    return lines


def _add(embed: discord.Embed, name: str, lines: Sequence[str]) -> None:
    text = "\n".join(lines) or "none"
    embed.add_field(name=name, value=limits.clip(text, limits.FIELD_VALUE), inline=False)


def _when(moment: datetime) -> str:
    return discord.utils.format_dt(moment, "R")
