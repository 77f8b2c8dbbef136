"""What helpers do about tags, each task in as few steps as people were promised.

A step is one press, one choice or one message of a person.
"""

from typing import Any

import pytest

from tests.behaviour.welcomecrew.tickets import Tickets, tickets


class Helper:
    """A recruiter who does things in a thread, and counts them."""

    def __init__(self, they: Tickets, thread: int) -> None:
        self.they, self.thread, self.steps = they, thread, 0
        self.person: Any = they.crew.person("ann", "recruiter")

    def shown(self) -> list[Any]:
        """What stands in the thread, as the simulated client sees it."""
        return self.they.crew.world.place(self.thread).history()

    def ours(self, start: str) -> Any:
        """Our message that begins so."""
        return next(each for each in self.shown() if each.content.startswith(start))

    @property
    def question(self) -> Any:
        return next(each for each in self.shown() if "is closed, and I don't know" in each.content)

    async def press(self, message: Any, label: str) -> Any:
        self.steps += 1
        return await self.person.click(message, label=label)

    async def choose(self, message: Any, value: str) -> Any:
        self.steps += 1
        return await self.person.select(message, [value])

    async def type(self, text: str) -> None:
        self.steps += 1
        await self.they.say(self.person, self.thread, text)

    async def named(self, name: str, tag: str) -> None:
        """Row and name say so, once."""
        await self.they.is_named(self.thread, name)
        assert [row[2] for row in self.they.rows()] == [tag]


async def open_question(they: Tickets) -> Helper:
    return Helper(they, await they.asked())


async def closed_with_nox(they: Tickets) -> Helper:
    """Nobody archives it: the question comes after a while, and the thread stays open."""
    thread = await they.open("0042-tom")
    await they.close(thread)
    await they.is_asked(thread)
    helper = Helper(they, thread)
    await helper.choose(helper.question, "NOX")
    await helper.named("Closed-0042-tom-NOX", "NOX")
    return helper


async def test_a_tag_is_chosen_beside_its_clans_name() -> None:
    async with tickets() as they:
        helper = await open_question(they)
        (select,) = [c for c in helper.question.components[0].children if hasattr(c, "options")]
        labels = {option.value: option.label for option in select.options}
        assert labels["F-IT"] == "F-IT · Dawn Wardens"
        assert list(labels) == sorted(labels)
        await helper.choose(helper.question, "F-IT")
        await helper.named("Closed-0042-tom-F-IT", "F-IT")
        assert helper.steps <= 2


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("f-it", "F-IT"),
        ("Dawn Wardens", "F-IT"),
        ("dawn-wardens!", "F-IT"),
        ("none", "NONE"),
        ("Left.", "LEFT"),
    ],
)
async def test_an_answer_is_typed(typed: str, tag: str) -> None:
    async with tickets() as they:
        helper = await open_question(they)
        await helper.type(typed)
        await helper.named(f"Closed-0042-tom-{tag}", tag)
        assert helper.steps <= 2


@pytest.mark.parametrize(("label", "tag"), [("No clan", "NONE"), ("Left", "LEFT")])
async def test_where_there_is_no_clan_one_press_says_so(label: str, tag: str) -> None:
    async with tickets() as they:
        helper = await open_question(they)
        await helper.press(helper.question, label)
        await helper.named(f"Closed-0042-tom-{tag}", tag)
        assert helper.steps <= 2


@pytest.mark.parametrize("typed", ["FIT", "dawn warden", "dawn"])
async def test_what_is_near_becomes_a_button(typed: str) -> None:
    async with tickets() as they:
        helper = await open_question(they)
        await helper.type(typed)
        await they.until(lambda: any("Did you mean" in m.content for m in helper.shown()))
        await helper.press(
            helper.ours("Did you mean `F-IT` (Dawn Wardens)?"), "F-IT · Dawn Wardens"
        )
        await helper.named("Closed-0042-tom-F-IT", "F-IT")
        assert helper.steps <= 2
        assert not any("Did you mean" in m.content for m in helper.shown())
        assert helper.ours("✅ `F-IT`, says <@")


async def test_a_suggestion_of_a_clan_that_left_the_list_is_not_taken() -> None:
    async with tickets() as they:
        helper = await open_question(they)
        await helper.type("FIT")
        await they.until(lambda: any("Did you mean" in m.content for m in helper.shown()))
        they.crew.workbook.tabs["clanlist"] = [["clantag"], ["NOX"], ["EMB"]]
        await they.crew.ask(they.crew.person("ada", "admin"), "!reload")
        suggestion = helper.ours("Did you mean")
        refused = await helper.person.click(suggestion, label="F-IT · Dawn Wardens")
        assert "No clan has the tag `F-IT` any more" in str(refused.response.content)
        await helper.choose(helper.question, "NOX")
        await helper.named("Closed-0042-tom-NOX", "NOX")


async def test_talk_and_strangers_get_no_suggestion() -> None:
    async with tickets() as they:
        helper = await open_question(they)
        stranger = they.crew.person("stranger")
        await they.say(stranger, helper.thread, "FIT")
        await helper.type("I'll ask them tomorrow whether they liked it there")
        await they.settle()
        assert not any("Did you mean" in m.content for m in helper.shown())


async def test_none_and_left_are_talk_while_nothing_is_asked() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        ann = they.crew.person("ann", "recruiter")
        for text in ("none", "left", "Dawn Wardens"):
            await they.say(ann, thread, text)
        await they.close(thread)
        await they.until(lambda: bool(they.rows()))
        await they.say(ann, thread, "left")
        await they.archive(thread)
        await they.is_asked(thread)
        assert they.name(thread) == "0042-tom"


async def test_a_wrong_tag_is_changed_on_its_line() -> None:
    async with tickets() as they:
        helper = await closed_with_nox(they)
        helper.steps = 0
        choice = await helper.press(helper.ours("✅ `NOX`"), "Change")
        assert choice.ephemeral
        await helper.choose(choice.response, "F-IT")
        await helper.named("Closed-0042-tom-F-IT", "F-IT")
        assert helper.steps == 2
        assert helper.ours(f"✅ `F-IT` instead of `NOX`, says <@{helper.person.id}>.")
        # A stranger is told who may.
        stranger = they.crew.person("stranger")
        refused = await stranger.click(helper.ours("✅ `F-IT` instead"), label="Change")
        assert refused.ephemeral
        assert "is changed by" in refused.response.content


async def test_a_change_outlives_a_restart() -> None:
    """Said in the thread, then the process ends: row and name follow all the same."""
    async with tickets() as they:
        helper = await closed_with_nox(they)
        they.crew.workbook.held.clear()
        choice = await helper.press(helper.ours("✅ `NOX`"), "Change")
        await helper.press(choice.response, "No clan")
        await they.until(lambda: any("instead of" in m.content for m in helper.shown()))
        await they.crew.restart()
        they.crew.workbook.held.set()
        await helper.named("Closed-0042-tom-NONE", "NONE")


async def test_a_change_works_in_a_new_process() -> None:
    async with tickets() as they:
        helper = await closed_with_nox(they)
        await they.crew.restart()
        choice = await helper.press(helper.ours("✅ `NOX`"), "Change")
        # What it is already is no change, and nothing is said of it.
        await helper.choose(choice.response, "NOX")
        assert not any("instead of" in m.content for m in helper.shown())
        choice = await helper.press(helper.ours("✅ `NOX`"), "Change")
        await helper.choose(choice.response, "EMB")
        await helper.named("Closed-0042-tom-EMB", "EMB")
