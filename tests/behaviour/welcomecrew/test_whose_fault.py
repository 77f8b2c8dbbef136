"""An operator at night: whose fault is it? One sentence must say it, and what to do."""

from collections.abc import Callable

import discord
import pytest

from shared.keepalive.headline import Headline, headline
from shared.keepalive.rest import IN_A_ROW
from shared.keepalive.snapshot import GatewayState
from shared.sheets.errors import NotShared, Unreachable
from tests.behaviour.broken_rest import http_error
from tests.behaviour.welcomecrew.crew import Crew, open_crew


def google_is_away(crew: Crew) -> None:
    crew.workbook.away = Unreachable("no answer within 30 s")


def the_sheet_is_not_shared(crew: Crew) -> None:
    crew.workbook.away = NotShared("bot@example.test", editor=True)


def discords_rest_fails(crew: Crew) -> None:
    for _ in range(IN_A_ROW):
        crew.keepalive._rest.ended(http_error(503))  # pyright: ignore[reportPrivateUsage] - simulated requests are not observed


async def said_by(crew: Crew) -> Headline:
    """What the headline says once every component was looked at."""
    parts = crew.keepalive.components
    for name in ("sheets", "tickets", "rest", "places"):
        await parts.refresh(name)
    return headline(GatewayState.READY, "ready", 0.0, parts.states())


@pytest.mark.parametrize(
    ("happens", "says", "next_step", "section"),
    [
        (google_is_away, "Google Sheets can't be reached", "wait if Google is away", "sheets"),
        (the_sheet_is_not_shared, "bot@example.test", "look up these words", "sheets"),
        (discords_rest_fails, "Discord answered 503", "wait", "rest"),
    ],
)
async def test_one_sentence_names_it(
    happens: Callable[[Crew], None], says: str, next_step: str, section: str
) -> None:
    async with open_crew() as crew:
        assert (await said_by(crew)).words == "ready"
        happens(crew)
        said = await said_by(crew)
        assert says in said.words
        assert next_step in said.next_step
        assert section in said.section
        assert "rows" in said.lost
        assert "wait" in said.lost


async def test_a_missing_permission_is_named_with_its_place() -> None:
    hidden = discord.PermissionOverwrite(manage_threads=False, send_messages_in_threads=False)
    async with open_crew(overwrites=hidden) as crew:
        said = await said_by(crew)
        assert "WELCOME_CHANNEL_ID" in said.words
        assert "Manage Threads" in said.words
        assert "permission on Discord" in said.next_step
        assert said.section == "places-and-clock"
