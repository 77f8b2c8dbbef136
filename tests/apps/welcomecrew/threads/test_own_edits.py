"""Which changes of a thread are the echo of our own edits, and which are a person's doing."""

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from apps.welcomecrew.threads.own_edits import ECHO_WITHIN, OwnEdits
from tests.fakes.clock import ManualClock


def refused() -> discord.HTTPException:
    response: Any = SimpleNamespace(status=403, reason="", headers={})
    return discord.Forbidden(response, {"code": 50013, "message": "Missing Permissions"})


def test_an_echo_may_come_as_late_as_a_session_is_resumed() -> None:
    clock = ManualClock()
    edits = OwnEdits(clock)
    with edits.editing(1, name="Closed", archived=False, locked=False):
        pass
    clock.move(ECHO_WITHIN - 1)
    assert edits.named(1, "Closed")
    assert edits.archived(1, False)
    assert edits.locked(1, False)
    assert not edits.archived(1, False), "the next one is somebody else's"
    assert not edits.locked(1, False)


def test_the_echoes_of_two_names_may_both_be_on_their_way() -> None:
    """The tag is corrected before the first name is told; that one is nobody's correction of it."""
    edits = OwnEdits(ManualClock())
    for name in ("Closed-0042-tom-NOX", "Closed-0042-tom-EMB"):
        with edits.editing(1, name=name):
            pass
    assert edits.named(1, "Closed-0042-tom-NOX")
    assert edits.named(1, "Closed-0042-tom-EMB")
    assert not edits.named(1, "Closed-0042-tom-NOX"), "the next one is somebody else's"


def test_what_comes_no_more_is_waited_for_no_longer() -> None:
    clock = ManualClock()
    edits = OwnEdits(clock)
    with edits.editing(1, archived=True):
        pass
    clock.move(ECHO_WITHIN + 1)
    assert not edits.archived(1, True)


def test_what_discord_refuses_has_no_echo() -> None:
    edits = OwnEdits(ManualClock())
    with pytest.raises(discord.Forbidden), edits.editing(1, name="Closed", locked=False):
        raise refused()
    assert not edits.locked(1, False)
    assert not edits.named(1, "Closed")


def test_what_was_perhaps_made_is_expected_for_a_short_time() -> None:
    clock = ManualClock()
    edits = OwnEdits(clock)
    for thread in (1, 2):
        with pytest.raises(aiohttp.ClientError), edits.editing(thread, archived=True):
            raise aiohttp.ServerDisconnectedError
    assert edits.archived(1, True)
    clock.move(60)
    assert not edits.archived(2, True)


def test_a_lost_session_tells_nothing_any_more_but_of_what_is_under_way() -> None:
    edits = OwnEdits(ManualClock())
    with edits.editing(1, archived=True):
        pass
    with edits.editing(2, archived=True):
        edits.session_lost()
    assert not edits.archived(1, True)
    assert edits.archived(2, True)
