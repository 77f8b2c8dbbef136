"""A ticket among everything that can happen to it, in any order, held to what people expect.

The last tag wins, in the row as in the name; a thread has one row; nothing follows its deletion.
The world here is a thread and a tab as plain values; what it does is decided by the table alone.
"""

from collections import deque
from typing import Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from apps.welcomecrew.closing.lifecycle import Action, Progress, Signal, State, advance

TAGS: Final = st.sampled_from(["NOX", "EMB", "F-IT"])
READING: Final = {Action.LOOK, Action.LOOK_AT_NAME, Action.FOLLOW_NAME}
NOT_AFTER_THE_END: Final = {Action.ASK, Action.RENAME, Action.ARCHIVE_AGAIN}


class TicketLife(RuleBasedStateMachine):
    """People, the ticket bot, Google and Discord act; the table answers."""

    @initialize(tag=st.just("") | TAGS, mortal=st.booleans(), caught_up=st.booleans())
    def open(self, tag: str, mortal: bool, caught_up: bool) -> None:
        self.mortal, self.caught_up = mortal, caught_up
        """Whether its thread may be deleted; whether refreshes come between the other things."""
        self.now = Progress(State.OPEN)
        self.inbox: deque[tuple[Signal, str]] = deque()
        self.deleted = False
        self.closed = False
        self.name_tag = self.heard_name = self.wanted = tag
        """What the thread's name says; as it was last heard of; what people gave last."""
        self.told_tag = ""
        """Typed, picked or corrected since the name last said one."""
        self.asked = self.reopened_since = False
        """`reopened_since`: since somebody pressed Change."""
        self.answers = {""}
        """Every tag that was ever typed or picked; a close without one leaves the row its last."""
        self.on_the_way: list[str] = []
        self.rows: list[str] = []
        self.written: list[str] = []
        """Every tag that was in the row."""
        self.renaming: str | None = None
        self.named: str | None = None
        self.unreadable = False

    @property
    def alive(self) -> bool:
        return not self.deleted

    @property
    def change_unsaid(self) -> bool:
        return any(signal is Signal.TAG_CHANGED for signal, _ in self.inbox)

    @precondition(lambda self: self.alive)
    @rule(signal=st.sampled_from([Signal.CLOSE_MARKER, Signal.ARCHIVED, Signal.LOCKED]))
    def close(self, signal: Signal) -> None:
        self.closed = True
        self.hear(signal)

    @precondition(lambda self: self.alive and self.closed)
    @rule()
    def reopen(self) -> None:
        self.closed = self.asked = False
        self.reopened_since = True
        self.told_tag, self.wanted = "", self.name_tag
        self.hear(Signal.REOPENED)

    # In the moment between a press on Change and the line about it, which then stands last, nothing
    # tells which of the two was meant to be the last word.
    @precondition(lambda self: self.alive and not self.change_unsaid)
    @rule(tag=TAGS)
    def rename(self, tag: str) -> None:
        self.wanted = self.name_tag = tag
        self.told_tag, self.named = "", None
        self.hear(Signal.RENAMED, tag)

    # A question of a ticket that is done answers nothing any more.
    @precondition(lambda self: self.alive and self.asked and self.named is None)
    @rule(tag=TAGS, signal=st.sampled_from([Signal.TAG_TYPED, Signal.TAG_PICKED]))
    def answer(self, tag: str, signal: Signal) -> None:
        self.wanted = self.told_tag = tag
        self.answers.add(tag)
        self.hear(signal, tag)

    # Of an open ticket it is refused; the line about it stands in the thread once it is taken.
    @precondition(lambda self: self.alive and self.closed)
    @rule(tag=TAGS)
    def change(self, tag: str) -> None:
        self.wanted = tag
        self.answers.add(tag)
        self.reopened_since = False
        self.hear(Signal.TAG_CHANGED, tag)

    @precondition(lambda self: self.alive and self.mortal)
    @rule()
    def delete(self) -> None:
        self.deleted = True
        self.hear(Signal.DELETED)

    @precondition(lambda self: self.on_the_way)
    @rule()
    def google_writes(self) -> None:
        """One row; the next one may be on its way already."""
        tag = self.on_the_way.pop(0)
        self.rows = [tag or row for row in self.rows] or [tag]
        self.written.append(tag)
        if tag:
            self.hear(Signal.ROW_WRITTEN, tag)

    @precondition(lambda self: self.renaming is not None)
    @rule(succeeds=st.booleans())
    def discord_renames(self, succeeds: bool) -> None:
        if succeeds and self.alive:
            self.named = self.name_tag = str(self.renaming)
            # From then on the name speaks; what was said before it has been heeded.
            self.told_tag = ""
        self.renaming = None
        self.hear(Signal.RENAME_DONE if succeeds else Signal.RENAME_FAILED)

    @rule(unreadable=st.booleans())
    def rest_fails_or_works(self, unreadable: bool) -> None:
        self.unreadable = unreadable

    @rule()
    def time_passes(self) -> None:
        if self.now.state is State.WAITING:
            self.hear(Signal.TIME_UP)
        if self.now.state is State.LOOKING:
            self.hear(Signal.RESTARTED)

    @precondition(lambda self: self.caught_up)
    @rule()
    def catch_up(self) -> None:
        self.hear(Signal.RESTARTED)

    @rule(times=st.integers(1, 5))
    def work(self, times: int) -> None:
        for _ in range(times):
            if self.inbox:
                self._handle(*self.inbox.popleft())

    def hear(self, signal: Signal, tag: str = "") -> None:
        self.inbox.append((signal, tag))

    def _handle(self, signal: Signal, tag: str) -> None:
        if signal is Signal.RENAMED:
            self.heard_name, tag = tag, ""
        events = [(signal, tag)]
        while events:
            replaced = self.now.tag
            self.now, actions = advance(self.now, *events.pop(0))
            for action in actions:
                if action is Action.SAY_CHANGED and replaced in {self.told_tag, self.name_tag}:
                    self.told_tag = self.now.tag
                    # Said after a reopening that it was pressed before: it stands there last.
                    self.wanted = self.now.tag if self.reopened_since else self.wanted
                if self.now.state is State.GONE:
                    assert action not in NOT_AFTER_THE_END
                events += self._do(action)

    def _do(self, action: Action) -> list[tuple[Signal, str]]:
        if action in READING:
            return self._read(action)
        if action is Action.WRITE_ROW:
            self.on_the_way.append(self.now.tag)
        elif action is Action.ASK:
            self.asked = self.alive
        elif action is Action.RENAME:
            assert self.now.tag in self.written, "a name comes after its row"
            self.renaming = self.now.tag
        elif action is Action.CANCEL_RENAME:
            self.renaming = None
        return []

    def _read(self, action: Action) -> list[tuple[Signal, str]]:
        if action is not Action.LOOK:
            changed = self.heard_name != self.now.tag
            return [(Signal.TAG_FOUND, self.heard_name)] if changed else []
        if self.unreadable:
            return []
        if self.deleted:
            return [(Signal.DELETED, "")]
        if not self.closed:
            return [(Signal.NOT_CLOSED, "")]
        seen, self.heard_name = self.told_tag or self.name_tag, self.name_tag
        self.now = Progress(self.now.state, seen)
        if seen:
            return [(Signal.TAG_FOUND, seen)]
        return [(Signal.QUESTION_STANDS if self.asked else Signal.TAG_MISSING, "")]

    @invariant()
    def one_row(self) -> None:
        assert len(self.rows) <= 1

    def teardown(self) -> None:
        """Everybody is done, and one more catch-up has looked: then all is as people expect."""
        self.unreadable = False
        self._settle()
        if self.alive and self.closed and self.wanted:
            # Without a catch-up: nothing that was heard may be forgotten on the way.
            assert self.rows == [self.wanted]
        self.hear(Signal.RESTARTED)
        self._settle()
        if self.deleted:
            assert self.now.state is State.GONE
            assert self.renaming is None
        elif self.closed and self.wanted:
            assert self.rows == [self.wanted]
            assert self.named == self.wanted
            assert self.now.state is State.DONE
        elif self.closed:
            assert len(self.rows) == 1
            assert self.rows[0] in self.answers
            assert self.now.state is State.ASKED
            assert self.asked

    def _settle(self) -> None:
        for _ in range(10):
            self.work(1000)
            while self.on_the_way:
                self.google_writes()
            self.work(1000)
            if self.renaming is not None:
                self.discord_renames(succeeds=True)
            self.time_passes()
        self.work(1000)


TestTicketLife = TicketLife.TestCase
TestTicketLife.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)


WAY: Final = (
    *("close", "archive", "work", "write", "answer"),
    *("work", "write", "work", "name", "work"),
)
"""A ticket without a tag, from open to named: each deed of somebody, or what the desk does then."""
CORRECTIONS: Final = (
    Signal.TAG_TYPED,
    Signal.TAG_PICKED,
    Signal.RENAMED,
    Signal.TAG_CHANGED,
)


def _goes(life: TicketLife, deed: str) -> None:
    if deed == "close":
        life.close(Signal.CLOSE_MARKER)
    elif deed == "archive":
        life.close(Signal.ARCHIVED)
    elif deed == "answer":
        life.answer("NOX", Signal.TAG_TYPED)
    elif deed == "write" and life.on_the_way:
        life.google_writes()
    elif deed == "name" and life.renaming is not None:
        life.discord_renames(succeeds=True)
    elif deed == "work":
        life.work(1000)


def _is_corrected(life: TicketLife, how: Signal, tag: str) -> None:
    """By a new name at any time; by an answer where there is a question; once closed by Change."""
    if how is Signal.RENAMED:
        life.rename(tag)
    elif how is Signal.TAG_CHANGED:
        if life.closed:
            life.change(tag)
    elif life.asked and life.named is None:
        life.answer(tag, how)


@pytest.mark.parametrize("second", CORRECTIONS)
@pytest.mark.parametrize("first", CORRECTIONS)
@pytest.mark.parametrize("heard_at_once", [True, False])
def test_two_corrections_at_any_two_steps(
    first: Signal, second: Signal, heard_at_once: bool
) -> None:
    """Chance seldom meets a correction in the one moment in which a name is being set."""
    for one in range(len(WAY)):
        for other in range(one, len(WAY)):
            life = TicketLife()
            life.open(tag="", mortal=False, caught_up=False)
            for at, deed in enumerate(WAY):
                _goes(life, deed)
                if at == one:
                    _is_corrected(life, first, "EMB")
                if at == one and heard_at_once:
                    life.work(1000)
                if at == other:
                    _is_corrected(life, second, "F-IT")
                if at == other and heard_at_once:
                    life.work(1000)
            life.teardown()


@pytest.mark.parametrize("at", range(len(WAY)))
def test_deleted_at_any_step(at: int) -> None:
    life = TicketLife()
    life.open(tag="", mortal=True, caught_up=True)
    for number, deed in enumerate(WAY):
        if not life.deleted or deed in {"work", "write", "name"}:
            _goes(life, deed)
        if number == at:
            life.delete()
    life.teardown()
    assert len(life.rows) <= 1


@pytest.mark.parametrize("at", range(len(WAY)))
@pytest.mark.parametrize("closed_again", [True, False])
def test_reopened_at_any_step(at: int, closed_again: bool) -> None:
    life = TicketLife()
    life.open(tag="EMB", mortal=False, caught_up=False)
    for number, deed in enumerate(WAY):
        if deed != "answer":
            _goes(life, deed)
        if number == at:
            life.reopen()
            life.work(1000)
            if closed_again:
                life.rename("F-IT")
                life.close(Signal.CLOSE_MARKER)
    life.teardown()
    if not closed_again and not life.closed:
        assert life.now.state in {State.OPEN, State.LOOKING}


def test_nothing_is_left_to_chance() -> None:
    """The table says something about every pair."""
    for state in State:
        for signal in Signal:
            advance(Progress(state), signal, "NOX")
