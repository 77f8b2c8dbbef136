"""A welcome whose answer is lost, one that is said twice, and how people write the command."""

import asyncio

import pytest

from apps.clanmatch.welcome.rules.again import Again, decode_again
from tests.behaviour.broken_rest import Break, broken, http_error
from tests.behaviour.clanmatch.panels import labels
from tests.behaviour.clanmatch.test_welcome import on_stage
from tests.behaviour.simulated import Simulated


@pytest.mark.parametrize("after", [False, True], ids=["before", "after the act"])
async def test_a_welcome_is_there_once_though_its_answer_is_lost(after: bool) -> None:
    async with on_stage() as stage:
        lost = Break("POST", f"/channels/{stage.clan.id}/messages", after=after)
        with broken(lost):
            await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        assert stage.said(stage.clan) == [stage.newcomer.mention]
        assert len(stage.said(stage.general)) == 1
        assert stage.hall.last_message.content.startswith("Welcomed New")
        assert len(lost.seen) == 2


async def test_a_welcome_that_discord_does_not_confirm_is_not_called_unposted() -> None:
    async with on_stage() as stage:
        path = f"/channels/{stage.clan.id}/messages"
        with broken(Break("POST", path, times=9, error=lambda: http_error(503))):
            await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        assert "did not confirm the welcome" in stage.hall.last_message.content
        assert "Nothing was posted" not in stage.hall.last_message.content
        assert "may not have been welcomed" in stage.said(stage.log)[0]
        assert stage.said(stage.general) == []


async def test_the_same_welcome_within_minutes_asks_first() -> None:
    async with on_stage() as stage:
        other = stage.world.person("Otto", administrator=True)
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        await other.send(stage.hall, f"!welcome c1ce {stage.newcomer.mention}")
        question = stage.hall.last_message
        assert "was welcomed already" in question.content
        assert len(stage.said(stage.clan)) == 1

        refused = await stage.admin.click(question, label="Welcome again")
        assert refused.response.content == f"This question is <@{other.id}>'s."
        await other.click(question, label="Leave it")
        assert stage.hall.last_message.content == "Left as it is."
        assert len(stage.said(stage.clan)) == 1
        assert len(stage.said(stage.general)) == 1


async def test_two_who_welcome_in_the_same_moment_post_one_welcome() -> None:
    async with on_stage() as stage:
        otto, backend = stage.world.person("Otto", administrator=True), stage.world.env.backend
        for person, tag in ((stage.admin, "C1CE"), (otto, "`c1ce`")):
            words = f"!welcome {tag} {stage.newcomer.mention}"
            backend.create_message(stage.hall.id, person.id, words)
        await stage.world.env.settle()
        assert len(stage.said(stage.clan)) == 1
        assert any("is being welcomed there already" in words for words in stage.said(stage.hall))


async def test_yes_repeats_it_and_takes_the_buttons_away() -> None:
    async with on_stage() as stage:
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        other = stage.world.person("Otto", administrator=True)
        await other.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        question = stage.hall.last_message
        await other.click(question, label="Welcome again")
        assert stage.hall.last_message.content.startswith("Welcomed New")
        assert labels(stage.hall.last_message) == ["Undo"]
        assert len(stage.said(stage.clan)) == 2


async def test_somebody_else_or_much_later_needs_no_question() -> None:
    async with on_stage() as stage:
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        second = stage.world.person("Second")
        other = stage.world.person("Otto", administrator=True)
        await other.send(stage.hall, f"!welcome C1CE {second.mention}")
        assert len(stage.said(stage.clan)) == 2
        await _pass(stage.world, 11 * 60)
        third = stage.world.person("Third", administrator=True)
        await third.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        assert len(stage.said(stage.clan)) == 3


async def _pass(world: Simulated, seconds: float) -> None:
    await world.env.advance_time(seconds)
    await asyncio.sleep(0)


async def test_each_of_several_newcomers_is_welcomed() -> None:
    async with on_stage() as stage:
        second = stage.world.person("Second")
        names = f"{stage.newcomer.mention} {second.mention} {second.mention}"
        await stage.admin.send(stage.hall, f"!welcome C1CE {names}")
        assert stage.said(stage.clan) == [stage.newcomer.mention, second.mention]
        answers = [text for text in stage.said(stage.hall) if text.startswith("Welcomed")]
        assert len(answers) == 2


async def test_a_word_too_many_posts_nothing_and_costs_nothing() -> None:
    async with on_stage() as stage:
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention} nobody-there")
        assert "I don't understand “nobody-there”" in stage.hall.last_message.content
        assert stage.said(stage.clan) == []
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        assert len(stage.said(stage.clan)) == 1


@pytest.mark.parametrize("wrong", ["!welcome", "!welcome C1CE", "!welcome C1CE no-such-name"])
async def test_a_usage_error_does_not_spend_the_cooldown(wrong: str) -> None:
    async with on_stage() as stage:
        await stage.admin.send(stage.hall, wrong)
        await stage.admin.send(stage.hall, f"!welcome C1CE {stage.newcomer.mention}")
        assert len(stage.said(stage.clan)) == 1


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("O’Brien", "O’Brien"),
        ("O'Brien", "O'Brien"),
        ("Tom Two", '"Tom Two"'),
        ("Tom Two", "„Tom Two“"),
        ("Tom O’Two", "“Tom O’Two”"),
    ],
)
async def test_names_with_apostrophes_and_quotation_marks(name: str, typed: str) -> None:
    async with on_stage() as stage:
        person = stage.world.person(name)
        await stage.admin.send(stage.hall, f"!welcome “C1CE” {typed}")
        assert stage.said(stage.clan) == [person.mention]


def test_a_button_is_read_back() -> None:
    again = Again(2**63, 2**62, "C1CE:x", yes=True)
    assert decode_again(again.custom_id()) == again
    assert len(Again(2**64 - 1, 2**64 - 1, "x" * 99, yes=False).custom_id()) <= 100
    assert decode_again("p1:r:se:1:2") is None
