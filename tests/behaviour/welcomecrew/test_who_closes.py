"""Whose word closes a ticket, and how it may be said: live, from the history, and in edits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from discord.utils import snowflake_time
from simcord.enums import MessageType

from tests.behaviour.welcomecrew.tickets import Tickets, tickets

V2 = 1 << 15
"""The flag of a message that consists of components."""


def in_a_container(text: str, *, section: bool = False) -> list[dict[str, Any]]:
    """Components V2 that say `text`."""
    display: dict[str, Any] = {"type": 10, "content": text}
    if section:
        button = {"type": 2, "style": 2, "label": "Transcript", "custom_id": "transcript"}
        display = {"type": 9, "components": [display], "accessory": button}
    return [{"type": 17, "components": [display]}]


async def is_caught_up(they: Tickets, number: str = "9999") -> None:
    """A ticket that is closed after all else is done: there was time for the rest."""
    other = await they.open(f"{number}-other-nox")
    await they.close(other)
    await they.is_named(other, f"Closed-{number}-other-NOX")


async def is_open(they: Tickets, thread: int, name: str) -> None:
    """Nothing was logged, though there was time to."""
    await is_caught_up(they)
    assert they.name(thread) == name
    assert [row[0] for row in they.rows()] == ["9999"]


@pytest.mark.parametrize(
    "text",
    [
        "This ticket will be closed by a recruiter when you are placed",
        "Is it closed by now?",
        "The roster is closed by Friday",
    ],
)
async def test_a_bot_that_speaks_of_closing_closes_nothing(text: str) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        await they.bot_says(thread, description=text)
        await is_open(they, thread, "0042-tom-c1ce")


async def test_what_a_newcomer_says_closes_nothing() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        tom = they.crew.person("tom")
        await they.say(tom, thread, "My last clan was closed by its leader")
        await they.say(tom, thread, "Ticket closed by me")
        await is_open(they, thread, "0042-tom-c1ce")


@pytest.mark.parametrize("role", ["recruiter", "lead", "admin"])
async def test_people_with_a_role_close_a_ticket_by_saying_so(role: str) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        await they.say(they.crew.person("ann", role), thread, "Ticket closed by me")
        await they.is_named(thread, "Closed-0042-tom-C1CE")


async def test_the_roles_of_who_closed_it_meanwhile_are_asked_for() -> None:
    async with tickets() as they:
        by_staff, by_tom = await they.open("0042-tom-c1ce"), await they.open("0043-bob-c1ce")
        async with they.away():
            await they.say(they.crew.person("ann", "recruiter"), by_staff, "Ticket closed by me")
            await they.say(they.crew.person("tom"), by_tom, "Ticket closed by me")
        await they.is_named(by_staff, "Closed-0042-tom-C1CE")
        assert they.name(by_tom) == "0043-bob-c1ce"
        assert [row[0] for row in they.rows()] == ["0042"]


async def test_of_somebody_who_left_the_word_counts_where_the_thread_is_archived() -> None:
    async with tickets(require_close_marker_welcome=True) as they:
        archived, open_still = await they.open("0042-tom-c1ce"), await they.open("0043-bob-c1ce")
        ann = they.crew.person("ann", "recruiter")
        async with they.away():
            for thread in (archived, open_still):
                await they.say(ann, thread, "Ticket closed by me")
            await they.archive(archived)
            they.backend.remove_member(they.crew.world.guild.id, ann.id)
        await they.is_named(archived, "Closed-0042-tom-C1CE")
        assert they.name(open_still) == "0043-bob-c1ce"


async def test_who_opened_the_ticket_does_not_close_it_by_saying_so() -> None:
    """A recruiter who wants to move asks for it like everybody else."""
    async with tickets() as they:
        thread = await they.open("0042-ann-c1ce", greeting="")
        ann = they.crew.person("ann", "recruiter")
        await they.bot_says(thread, f"Welcome <@{ann.id}>!")
        await they.say(ann, thread, "Ticket closed by me")
        await is_open(they, thread, "0042-ann-c1ce")


async def test_who_is_asked_for_the_tag_answers_and_does_not_close_anew() -> None:
    async with tickets() as they:
        ann = they.crew.person("ann", "recruiter")
        thread = await they.open("0042-tom")
        await they.bot_says(thread, f"Ticket closed by <@{ann.id}>")
        await they.archive(thread)
        await they.is_asked(thread)
        (row,) = they.rows()
        await they.say(ann, thread, "Ticket closed by me, what else?")
        await they.crew.restart()
        await they.pick(thread, "NOX", by=ann)
        await they.is_named(thread, "Closed-0042-tom-NOX")
        assert [[*each[:2], each[3]] for each in they.rows()] == [[*row[:2], row[3]]]


async def test_only_the_named_ticket_bots_close() -> None:
    async with tickets() as they:
        crew = they.crew
        other = crew.world.guild.add_member(crew.world.env.create_user("music", bot=True))
        crew.settings = replace(crew.settings, ticket_bot_ids=frozenset({they.bot.id}))
        await crew.restart()
        thread = await they.open("0042-tom-c1ce")
        they.backend.create_message(thread, other.id, "Ticket closed by Ann")
        await is_open(they, thread, "0042-tom-c1ce")
        await they.close(thread)
        await they.is_named(thread, "Closed-0042-tom-C1CE")


async def test_a_webhook_closes_like_a_bot() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        hook = 123456789012345678
        they.backend.create_message(
            thread, they.bot.id, "Ticket closed by Ann", webhook_id=hook, author_name="Tickets"
        )
        await they.is_named(thread, "Closed-0042-tom-C1CE")


@pytest.mark.parametrize("of_server", [False, True])
async def test_an_app_that_somebody_brought_along_speaks_for_nobody_else(of_server: bool) -> None:
    """Installed by a person, not on the server: anybody may have it say anything."""
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        crew = they.crew
        tom = crew.person("tom")
        owners = {"1": str(tom.id)} | ({"0": str(crew.world.guild.id)} if of_server else {})
        user = {"id": str(tom.id), "username": "tom", "discriminator": "0", "avatar": None}
        they.backend.create_message(
            thread,
            they.bot.id,
            "Ticket closed by Ann",
            interaction_metadata={
                "id": "123456789012345678",
                "type": 2,
                "user": user,
                "authorizing_integration_owners": owners,
            },
        )
        if of_server:
            await they.is_named(thread, "Closed-0042-tom-C1CE")
        else:
            await is_open(they, thread, "0042-tom-c1ce")


@pytest.mark.parametrize(
    "text",
    ["It won't be automatically reopened", "Once reopened, write here.", "Reopened tickets wait"],
)
async def test_a_bot_that_speaks_of_reopening_takes_no_close_back(text: str) -> None:
    async with tickets(require_close_marker_welcome=True) as they:
        thread = await they.open("0042-tom")
        await they.close(thread)
        await they.bot_says(thread, text)
        await they.archive(thread)
        await they.is_asked(thread)
        assert [row[0] for row in they.rows()] == ["0042"]


async def test_people_with_a_role_take_a_close_back_by_saying_so() -> None:
    async with tickets() as they:
        thread = await they.asked()
        await they.say(they.crew.person("bob"), thread, "Ticket reopened by me")
        await they.settle()
        assert len(they.questions(thread)) == 1
        await they.say(they.crew.person("ann", "recruiter"), thread, "Ticket reopened by me")
        await they.until(lambda: not they.questions(thread))


@pytest.mark.parametrize("away", [False, True])
@pytest.mark.parametrize("section", [False, True])
async def test_a_marker_of_components_alone_is_heard(away: bool, section: bool) -> None:
    async with tickets(require_close_marker_welcome=True) as they:
        thread = await they.open("0042-tom-c1ce")
        components = in_a_container("### Ticket closed\nby Recruiter", section=section)

        async def close() -> None:
            they.backend.create_message(thread, they.bot.id, "", components=components, flags=V2)
            await they.archive(thread)

        if away:
            async with they.away():
                await close()
        else:
            await close()
        await they.is_named(thread, "Closed-0042-tom-C1CE")


async def test_tag_greeting_and_type_are_found_in_components() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom", promo=True)
        for text in ("Thanks for sending in your move request.", "placed in F-IT"):
            they.backend.create_message(
                thread, they.bot.id, "", components=in_a_container(text), flags=V2
            )
        await they.close(thread)
        await they.is_named(thread, "Closed-0042-tom-F-IT")
        assert [row[4] for row in they.rows("Sheet4")] == ["player move request"]


async def test_what_is_forwarded_counts_as_said_by_whoever_forwards_it() -> None:
    async with tickets() as they:
        thread, other = await they.open("0042-tom-c1ce"), await they.open("0043-bob-nox")
        closed = {"description": "**Ticket closed** by Recruiter"}
        source = they.backend.create_message(they.crew.channel.id, they.bot.id, "", embeds=[closed])
        forwarded = {"type": 1, "message_id": source.id, "channel_id": they.crew.channel.id}
        for where, who in ((thread, "tom"), (other, "ann")):
            person = they.crew.person(who, *(["recruiter"] if who == "ann" else []))
            they.backend.create_message(where, person.id, "", reference=forwarded)
        await they.is_named(other, "Closed-0043-bob-NOX")
        assert [row[0] for row in they.rows()] == ["0043"]


async def test_a_message_edited_into_a_marker_closes() -> None:
    """As a ticket bot's deferred answer is."""
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        message = they.backend.create_message(thread, they.bot.id, "One moment …")
        await they.settle()
        they.backend.edit_message(thread, message.id, {"content": "Ticket closed by Ann"})
        await they.is_named(thread, "Closed-0042-tom-C1CE")


@pytest.mark.parametrize("away", [False, True])
async def test_a_close_by_edit_is_dated_by_the_edit(away: bool) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        message = they.backend.create_message(thread, they.bot.id, "One moment …")
        await they.settle()
        hours = timedelta(hours=3)

        def edit() -> None:
            they.backend.clock.advance(hours.total_seconds())
            they.backend.edit_message(thread, message.id, {"content": "Ticket closed by Ann"})

        if away:
            async with they.away():
                edit()
        else:
            edit()
        await they.is_named(thread, "Closed-0042-tom-C1CE")
        edited_at = snowflake_time(message.id) + hours
        assert they.rows()[0][3] == f"{edited_at:%Y-%m-%d %H:%M}"


async def test_of_a_long_thread_the_beginning_is_read_too() -> None:
    """The bot that opened it, and greeted somebody, said nothing in the last 500 messages."""
    async with tickets() as they:
        tom = they.crew.person("tom")
        thread = await they.open("0042-tom", greeting="")
        await they.bot_says(thread, f"Welcome <@{tom.id}>!")
        for number in range(520):
            they.backend.create_message(thread, tom.id, f"line {number}", broadcast=False)
        await they.archive(thread)
        await they.is_asked(thread)
        assert they.questions(thread)[0].content.startswith(f"<@{tom.id}> Ticket **0042**")


async def test_an_edit_of_a_counted_marker_changes_nothing() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        marker = they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        await they.is_named(thread, "Closed-0042-tom-C1CE")
        for restart in (False, True):
            if restart:
                await they.crew.restart()
            they.crew.workbook.tabs["Sheet1"][1][3] = "2090-01-01 00:00"
            they.backend.edit_message(thread, marker.id, {"content": "Ticket closed by Ann."})
            await is_caught_up(they, f"999{restart:d}")
            assert they.rows()[0][3] == "2090-01-01 00:00"


async def test_an_edit_of_a_marker_from_before_a_reopening_closes_nothing() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        marker = they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        await they.is_named(thread, "Closed-0042-tom-C1CE")
        await they.bot_says(thread, "Ticket reopened by Ann")
        they.crew.workbook.tabs["Sheet1"][1][3] = "2090-01-01 00:00"
        for restart in (False, True):
            if restart:
                await they.crew.restart()
            they.backend.edit_message(thread, marker.id, {"content": "Ticket closed by Ann."})
            await is_caught_up(they, f"999{restart:d}")
            assert they.rows()[0][3] == "2090-01-01 00:00"


async def test_one_message_that_says_the_state_and_is_edited_to_and_fro_counts_each_time() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        card = they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        await they.is_named(thread, "Closed-0042-tom-NOX")
        for _ in range(2):
            they.backend.edit_message(thread, card.id, {"content": "Ticket reopened by Ann"})
            await they.settle()
            they.crew.workbook.tabs["Sheet1"][1][3] = "2020-01-01 00:00"
            they.backend.edit_message(thread, card.id, {"content": "Ticket closed by Ann"})
            await they.until(lambda: they.rows()[0][3] != "2020-01-01 00:00")
        assert len(they.rows()) == 1


async def test_a_typed_tag_corrected_by_an_edit_counts_while_the_ticket_is_at_work() -> None:
    async with tickets() as they:
        ann = they.crew.person("ann", "recruiter")
        thread = await they.open("0042-tom")
        await they.close(thread)
        await they.is_asked(thread)
        typed = they.backend.create_message(thread, ann.id, "NOXX")
        await they.settle()
        assert len(they.questions(thread)) == 1
        they.crew.workbook.held.clear()
        they.backend.edit_message(thread, typed.id, {"content": "NOX"})
        await they.until(lambda: not they.questions(thread))
        they.backend.edit_message(thread, typed.id, {"content": "EMB"})
        await they.settle()
        they.crew.workbook.held.set()
        await they.is_named(thread, "Closed-0042-tom-EMB")
        they.backend.edit_message(thread, typed.id, {"content": "F-IT"})
        await they.settle()
        assert [row[2] for row in they.rows()] == ["EMB"]


async def test_a_typed_tag_corrected_while_nobody_listened_counts_as_it_reads_now() -> None:
    async with tickets(enable_infer_tag_from_thread=False) as they:
        ann = they.crew.person("ann", "recruiter")
        thread = await they.asked()
        async with they.away():
            typed = they.backend.create_message(thread, ann.id, "NOX")
            they.backend.edit_message(thread, typed.id, {"content": "EMB"})
        await they.is_named(thread, "Closed-0042-tom-EMB")


async def test_a_bot_that_closed_it_is_not_asked_and_the_opener_may_answer() -> None:
    async with tickets() as they:
        tom = they.crew.person("tom")
        thread = await they.open("0042-tom", greeting="")
        await they.bot_says(thread, description=f"Welcome <@{tom.id}>!")
        await they.bot_says(thread, f"Ticket closed by <@{they.bot.id}> (no answer for 3 days)")
        await they.archive(thread)
        await they.is_asked(thread)
        assert they.questions(thread)[0].content.startswith(f"<@{tom.id}> Ticket **0042**")
        await they.pick(thread, "NOX", by=tom)
        await they.is_named(thread, "Closed-0042-tom-NOX")


async def test_without_a_closer_the_last_staff_who_wrote_is_asked() -> None:
    async with tickets() as they:
        tom, ann = they.crew.person("tom"), they.crew.person("ann", "recruiter")
        thread = await they.open("0042-tom", greeting="")
        await they.bot_says(thread, f"Welcome <@{tom.id}>!")
        await they.say(ann, thread, "I am looking for a clan")
        await they.say(tom, thread, "thanks")
        await they.archive(thread)
        await they.is_asked(thread)
        assert they.questions(thread)[0].content.startswith(f"<@{ann.id}> Ticket **0042**")


@pytest.mark.parametrize("by_buttons", [True, False])
async def test_what_clanmatch_says_in_a_ticket_tells_nothing_about_it(by_buttons: bool) -> None:
    async with tickets() as they:
        crew = they.crew
        sibling = crew.world.guild.add_member(crew.world.env.create_user("clanmatch", bot=True))
        if not by_buttons:
            crew.settings = replace(crew.settings, sibling_bot_id=sibling.id)
            await crew.restart()
        thread = await they.open("0042-tom", promo=True)
        button = {"type": 2, "style": 2, "label": "Entry criteria"}
        card = [{"type": 1, "components": [{**button, "custom_id": "f1:p:0123456789abcdef:0"}]}]
        they.backend.create_message(
            thread, sibling.id, "a card", components=card if by_buttons else []
        )
        for text in ("We're excited to have you returning!", "Queued for NOX"):
            they.backend.create_message(thread, sibling.id, text)
        they.backend.create_message(thread, sibling.id, "Ticket closed by Ann")
        await they.settle()
        assert not they.rows("Sheet4")
        await they.close(thread)
        await they.archive(thread)
        await they.is_asked(thread)
        assert [(row[2], row[4]) for row in they.rows("Sheet4")] == [("", "")]


async def test_a_tag_added_to_our_name_is_no_part_of_the_person() -> None:
    async with tickets() as they:
        thread = await they.open("Closed-1001-Kofi-F-IT-C1CE")
        await they.close(thread)
        await they.is_named(thread, "Closed-1001-Kofi-C1CE")
        assert [row[:3] for row in they.rows()] == [["1001", "Kofi", "C1CE"]]


async def test_a_person_who_is_called_like_a_clan_keeps_the_name_that_we_wrote() -> None:
    """From our name alone it can't be told from a tag that somebody added."""
    async with tickets() as they:
        thread = await they.open("1001-Kofi-F-IT-C1CE")
        await they.close(thread)
        ours = "Closed-1001-Kofi-F-IT-C1CE"
        await they.is_named(thread, ours)
        kept = [["1001", "Kofi-F-IT", "C1CE"]]
        assert [row[:3] for row in they.rows()] == kept
        # Discord says who named it, where simcord doesn't.
        renamed = MessageType.CHANNEL_NAME_CHANGE
        own = they.backend.bot_user.id
        they.backend.create_message(thread, own, ours, message_type=renamed)
        await they.crew.restart()
        await is_caught_up(they)
        await they.close(thread)
        await is_caught_up(they, "9998")
        assert (they.name(thread), [row[:3] for row in they.rows()][:1]) == (ours, kept)
