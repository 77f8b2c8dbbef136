"""The tag question: what its components remember in their custom ids, its pages, its words. Pure.

Nothing about a question is kept in memory: whatever an answer needs is in the message itself, so
that it works after a restart and in whichever instance receives the click.
"""

import re
from enum import StrEnum
from typing import Final

from shared.chat.base36 import base36
from shared.chat.text import plain
from shared.immutable import immutable
from shared.tickets.tags import LEFT, NO_CLAN, KnownTags

PAGE_SIZE: Final = 25
"""As many options as Discord allows in one select."""
ASK_AFTER_S: Final = 300.0
"""So long a closed thread may stay open before the tag is asked for all the same."""
RELOAD_AFTER_S: Final = 600.0
"""Age at which a question offers to be loaded again."""

_ANSWERED: Final = re.compile(r"✅ `(?P<tag>[^`\n]+)`")
_CORRECTED: Final = re.compile(
    r"✅ `(?P<tag>[^`\n]+)`(?: \([a-z ]+\))? instead of `(?P<before>[^`\n]+)`"
)

_ARCHIVES: Final = " I archive the thread again."
_LOCKS: Final = " I lock and archive the thread again."


class PickerAction(StrEnum):
    """What pressing a component means."""

    PICK = "pick"
    PREVIOUS = "prev"
    NEXT = "next"
    RELOAD = "load"
    NO_CLAN = "none"
    LEFT = "left"


WORD_OF: Final = {PickerAction.NO_CLAN: NO_CLAN, PickerAction.LEFT: LEFT}
"""What each of the buttons answers that stand for no clan."""
_MEANING: Final = {NO_CLAN: " (no clan)", LEFT: " (left)"}


@immutable
class PickerState:
    """Which question a component belongs to, and which page it shows."""

    asked_id: int
    """Who was asked; 0 when nobody in particular was."""
    close_id: int
    """The message that closed the ticket, or another id that is this close's alone."""
    page: int = 0
    shut: bool = False
    """The thread was archived until the question opened it, and will be again."""
    locked: bool = False
    """The thread was locked until we asked in it, and will be again."""


TEMPLATE: Final = (
    rf"tag:(?P<action>{'|'.join(PickerAction)})"
    r":(?P<asked>[0-9a-z]{1,13}):(?P<close>[0-9a-z]{1,13}):(?P<page>[0-9a-z]{1,4}):(?P<was>[0-3])"
)
"""What all custom ids of the question look like."""


def custom_id(action: PickerAction, state: PickerState) -> str:
    """At most 45 of the 100 characters that Discord allows."""
    was = int(state.shut) + 2 * int(state.locked)
    numbers = (state.asked_id, state.close_id, state.page, was)
    return ":".join(("tag", action, *map(base36, numbers)))


def read_custom_id(text: str) -> tuple[PickerAction, PickerState] | None:
    """The reverse of `custom_id`; None for a component that is not ours."""
    match = re.fullmatch(TEMPLATE, text)
    if match is None:
        return None
    asked, close, page = (int(match[name], 36) for name in ("asked", "close", "page"))
    was = int(match["was"])
    state = PickerState(asked, close, page, shut=bool(was & 1), locked=bool(was & 2))
    return PickerAction(match["action"]), state


@immutable
class Page:
    """The tags of one page; `number` counts from 0."""

    tags: tuple[str, ...]
    number: int
    count: int

    @property
    def placeholder(self) -> str:
        """What the select says while nothing is picked."""
        if self.count == 1:
            return "Pick the clan tag"
        span = f"{self.tags[0]} to {self.tags[-1]}"
        return f"Pick the clan tag: {span} (page {self.number + 1} of {self.count})"


def page_of(tags: KnownTags, wanted: int) -> Page:
    """A page of the tags in alphabetical order; the nearest one where there is no such page."""
    ordered = sorted(tags)
    count = max(1, -(-len(ordered) // PAGE_SIZE))
    number = min(max(wanted, 0), count - 1)
    return Page(tuple(ordered[number * PAGE_SIZE :][:PAGE_SIZE]), number, count)


def question_text(number: str, username: str, asked_id: int) -> str:
    """The question as it is first asked; the mention pings only then."""
    mention = f"<@{asked_id}> " if asked_id else ""
    who = f" ({plain(username)})" if username else ""
    return (
        f"{mention}Ticket **{number}**{who} is closed, and I don't know the clan tag yet. "
        "Pick it here, or type it, or the clan's whole name, as a message in this thread."
    )


def answered_text(tag: str, by_id: int, *, shut: bool, locked: bool = False) -> str:
    """What the question becomes once it is answered; it can be read after a restart.

    `by_id` is 0 when the thread's name answered it.
    """
    who = f", says <@{by_id}>" if by_id else " it is"
    meaning = _MEANING.get(tag, "")
    return _promising(f"✅ `{tag}`{meaning}{who}. Thank you!", shut=shut, locked=locked)


def _promising(words: str, *, shut: bool, locked: bool) -> str:
    """`words`, and where the thread was archived or locked the promise that it will be again."""
    if locked:
        return f"{words}{_LOCKS}"
    return f"{words}{_ARCHIVES}" if shut else words


def promises_archive(text: str) -> bool:
    """Whether a settled question of ours says that its thread is to be archived again."""
    return text.endswith((_ARCHIVES, _LOCKS))


def promises_lock(text: str) -> bool:
    """Whether it says that its thread is to be locked again."""
    return text.endswith(_LOCKS)


def changed_text(tag: str, by_id: int, *, before: str, shut: bool, locked: bool = False) -> str:
    """What is said in the thread of a tag that was corrected; read after a restart as well.

    Without a tag `before` it is an answer.
    """
    if not before:
        return answered_text(tag, by_id, shut=shut, locked=locked)
    words = f"✅ `{tag}`{_MEANING.get(tag, '')} instead of `{before}`, says <@{by_id}>."
    return _promising(words, shut=shut, locked=locked)


def corrected_tag(text: str) -> tuple[str, str] | None:
    """`(before, now)` of a correction that we told; None for what is none."""
    match = _CORRECTED.match(text)
    return (match["before"], match["tag"]) if match else None


def answered_tag(text: str) -> str | None:
    """The tag that an answered question of ours names."""
    match = _ANSWERED.match(text)
    return match["tag"] if match else None


def hint_text(asked_id: int) -> str:
    """For somebody else who presses."""
    asked = f"<@{asked_id}>, recruiters and admins" if asked_id else "recruiters and admins"
    return f"This question is for {asked}."
