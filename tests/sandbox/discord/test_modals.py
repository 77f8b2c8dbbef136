"""Forms that a bot opens, and menus of people and roles, on messages for one person's eyes."""

from collections.abc import AsyncIterator

import pytest

from sandbox.discord.people.interactions import Asked
from sandbox.discord.people.person import Person
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.wire import Json, Payload
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import running
from tests.sandbox.discord.form_bot import FormBot

BOT = "clanmatch"
FILLED: dict[str, Json] = {"headline": "Storm", "more": "two\nlines", "kind": ["bad"]}


@pytest.fixture
async def panel(box: Sandbox) -> AsyncIterator[Payload]:
    async with running(FormBot(), box):
        asked = box.person("recruiter").slash(box.places.channels["general"], BOT, "panel")
        message = (await asked.finished()).message
        assert message is not None
        yield message


def people(box: Sandbox) -> tuple[Person, int, int]:
    recruiter = box.person("recruiter")
    return recruiter, box.places.people["admin"], box.places.people["member"]


async def opened(person: Person, panel: Payload) -> Asked:
    where = int(panel["channel_id"]), int(panel["id"])
    asked = person.click(*where, "open-report")
    answer = await asked.answer()
    assert (answer.kind, answer.modal is not None) == ("modal", True)
    return asked


async def test_a_form_reaches_its_bot_as_it_was_filled(box: Sandbox, panel: Payload) -> None:
    recruiter, ravi, kofi = people(box)
    form = await opened(recruiter, panel)
    sent = recruiter.submit(form.id, {**FILLED, "about": [str(ravi), str(kofi)]})
    message = (await sent.finished()).message
    assert message is not None
    assert message["content"] == "Storm | two\nlines | bad | Kofi, Ravi"


@pytest.mark.parametrize(
    "wrong",
    [
        {"headline": ""},
        {"headline": "x" * 21},
        {"kind": []},
        {"kind": ["good", "bad"]},
        {"kind": ["neither"]},
        {"about": ["1"]},
    ],
)
async def test_what_the_form_does_not_take_is_refused(
    box: Sandbox, panel: Payload, wrong: dict[str, Json]
) -> None:
    recruiter, _, _ = people(box)
    form = await opened(recruiter, panel)
    with pytest.raises(DiscordError):
        recruiter.submit(form.id, {**FILLED, **wrong})


async def test_a_form_is_its_person_s_own(box: Sandbox, panel: Payload) -> None:
    recruiter, _, _ = people(box)
    form = await opened(recruiter, panel)
    with pytest.raises(DiscordError):
        box.person("member").submit(form.id, FILLED)


async def test_a_menu_of_roles(box: Sandbox, panel: Payload) -> None:
    recruiter, ravi, _ = people(box)
    where = int(panel["channel_id"]), int(panel["id"])
    with pytest.raises(DiscordError):
        recruiter.select(*where, "role", [str(ravi)])
    await recruiter.select(*where, "role", [str(box.places.roles["scout"])]).finished()
    content = box.world.backend.get_message(*where).content
    assert content == "role Recruitment Scout"


async def test_suggestions_know_what_else_is_filled_in(box: Sandbox, panel: Payload) -> None:
    recruiter, _, _ = people(box)
    asked = recruiter.complete(
        int(panel["channel_id"]), BOT, "match", "clan", "oath", filled={"spots": 3}
    )
    assert [it["value"] for it in (await asked.answer()).choices] == ["FROST OATH"]


@pytest.mark.parametrize(
    "wrong",
    [{"spots": 31}, {"spots": 0}, {"spots": "few"}, {"hydra": "Easy"}, {"casual": 1, "x": 2}],
)
async def test_an_option_takes_what_it_declares(
    box: Sandbox, panel: Payload, wrong: dict[str, Json]
) -> None:
    recruiter, _, _ = people(box)
    with pytest.raises(DiscordError) as refused:
        recruiter.slash(int(panel["channel_id"]), BOT, "match", {"clan": "a", **wrong})
    assert refused.value.code == 50035
