"""The question for a tag: whom it asks, whose answer counts, and what a reopening does to it."""

import pytest

from tests.behaviour.welcomecrew.tickets import tickets


async def test_the_closer_is_asked_wherever_the_mention_stands() -> None:
    async with tickets() as they:
        ann = they.crew.person("ann")
        thread = await they.open("0042-tom")
        await they.bot_says(thread, description=f"**Ticket closed** — by <@{ann.id}>")
        await they.archive(thread)
        await they.is_asked(thread)
        assert they.questions(thread)[0].content.startswith(f"<@{ann.id}> Ticket **0042**")
        await they.pick(thread, "NOX", by=ann)
        await they.is_named(thread, "Closed-0042-tom-NOX")


async def test_a_bot_that_owns_the_thread_is_not_asked() -> None:
    async with tickets() as they:
        thread = await they.asked()
        assert they.questions(thread)[0].content.startswith("Ticket **0042** (tom) is closed")


@pytest.mark.parametrize(("infer", "promo"), [(True, False), (False, False), (True, True)])
async def test_an_answer_typed_while_nobody_listened_counts_if_it_may(
    infer: bool, promo: bool
) -> None:
    tab = "Sheet4" if promo else "Sheet1"
    async with tickets(enable_infer_tag_from_thread=infer) as they:
        one, other = (
            await they.asked(promo=promo),
            await they.asked("0043-bob", promo=promo),
        )
        ann, stranger = they.crew.person("ann", "recruiter"), they.crew.person("stranger")
        async with they.away():
            await they.say(ann, one, "F-IT")
            await they.say(stranger, one, "NOX")
            await they.say(stranger, other, "NOX")
        await they.is_named(one, "Closed-0042-tom-F-IT")
        assert not they.questions(one)
        assert len(they.questions(other)) == 1
        assert {row[0]: row[2] for row in they.rows(tab)} == {"0042": "F-IT", "0043": ""}
        # The same once it listens again, and at the next look.
        await they.say(stranger, other, "NOX")
        await they.crew.restart()
        await they.say(ann, other, "EMB")
        await they.is_named(other, "Closed-0043-bob-EMB")


async def test_a_typed_answer_is_kept_in_the_question() -> None:
    """The process may end before the row is written, and inference may be off."""
    async with tickets(enable_infer_tag_from_thread=False) as they:
        thread = await they.asked()
        they.crew.workbook.held.clear()
        ann = they.crew.person("ann", "recruiter")
        await they.say(ann, thread, "NOX")
        await they.until(lambda: not they.questions(thread))
        (words,) = [message.content for message in they.own_words(thread)]
        assert words.startswith(f"✅ `NOX`, says <@{ann.id}>")
        await they.crew.restart()
        they.crew.workbook.held.set()
        await they.is_named(thread, "Closed-0042-tom-NOX")
        assert [row[2] for row in they.rows()] == ["NOX"]


async def test_a_close_marker_that_speaks_of_reopening_closes() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        await they.bot_says(
            thread, description="Ticket closed by Ann. It was reopened once; press to reopen it."
        )
        await they.is_named(thread, "Closed-0042-tom-NOX")


async def test_controls_below_a_close_reopen_nothing() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        await they.close(thread)
        await they.bot_says(thread, description="Controls: transcript, reopen, delete")
        await they.archive(thread)
        await they.is_asked(thread)


async def test_a_ticket_unlocked_after_a_restart_is_reopened() -> None:
    async with tickets() as they:
        thread = await they.asked(locked=True)
        await they.crew.restart()
        await they.settle()
        await they.reopen(thread)
        await they.bot_says(thread, "Ticket reopened by Ann")
        await they.until(lambda: not they.questions(thread))
        assert they.name(thread) == "0042-tom"


async def test_archived_again_after_a_reopening_it_is_asked_anew() -> None:
    """Without a second marker, and within the minutes in which Discord knows the first nonce."""
    async with tickets() as they:
        thread = await they.asked(locked=True)
        (first,) = they.questions(thread)
        await they.reopen(thread)
        await they.bot_says(thread, "Ticket reopened by Ann")
        await they.until(lambda: not they.questions(thread))
        await they.archive(thread)
        await they.is_asked(thread)
        (second,) = they.questions(thread)
        assert second.id != first.id
        assert first.components != second.components
        await they.pick(thread, "NOX", by=they.crew.person("ann", "recruiter"))
        await they.is_named(thread, "Closed-0042-tom-NOX")
        assert len(they.rows()) == 1


async def test_a_picker_of_a_done_ticket_answers_nothing_any_more() -> None:
    """Taking a question back may fail: Discord can be away for a moment."""
    async with tickets() as they:
        thread = await they.asked()
        (question,) = they.questions(thread)
        they.crew.world.env.inject_error(
            "PATCH", f"/channels/{thread}/messages/{question.id}", status=500, times=None
        )
        ann = they.crew.person("ann", "recruiter")
        await they.say(ann, thread, "EMB")
        await they.is_named(thread, "Closed-0042-tom-EMB")
        await they.say(ann, thread, "thanks")
        refused = await ann.select(they.crew.world.message(thread, question.id), ["NOX"])
        assert refused.ephemeral
        assert "known already" in refused.response.content
        assert [row[2] for row in they.rows()] == ["EMB"]


async def test_a_thread_that_the_bot_was_kept_out_of_is_not_given_up() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        they.backend.edit_channel(thread, {}, thread_metadata={"archived": True})
        await they.until(lambda: len(they.rows()) == 1)
        other = await they.open("0043-bob-nox")
        env = they.crew.world.env
        env.inject_error("GET", f"/channels/{other}", status=403, code=50001, times=None)
        await they.archive(other)
        await they.settle()
        assert len(they.rows()) == 1
        env.backend.faults.clear()
        await they.reopen(other)
        await they.close(other)
        await they.until(lambda: len(they.rows()) == 2)


@pytest.mark.parametrize("by_marker", [True, False])
async def test_a_question_that_somebody_deletes_is_asked_anew(by_marker: bool) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        if by_marker:
            await they.close(thread)
        await they.archive(thread)
        await they.is_asked(thread)
        # As Discord does for a message in an archived thread.
        they.backend.edit_channel(thread, {}, thread_metadata={"archived": False})
        (first,) = they.questions(thread)
        they.backend.delete_message(thread, first.id)
        await they.shows("its question was deleted")
        await they.is_asked(thread, within=10)
        (second,) = they.questions(thread)
        assert second.id != first.id
        they.backend.delete_message(thread, second.id)
        await they.shows("its question was deleted")
        await they.say(they.crew.person("ann", "recruiter"), thread, "NOX")
        await they.is_named(thread, "Closed-0042-tom-NOX", within=10)
        assert [row[:3] for row in they.rows()] == [["0042", "tom", "NOX"]]
        await they.shows("'name': 'Tickets at work', 'value': 'none'")


@pytest.mark.parametrize("by_marker", [True, False])
async def test_a_close_that_is_told_twice_is_asked_about_once(by_marker: bool) -> None:
    """By a transcript, for one, or by the ticket bot after somebody archived the thread."""
    async with tickets() as they:
        thread = await they.open("0042-tom")
        if by_marker:
            await they.close(thread)
        await they.archive(thread)
        await they.is_asked(thread)
        await they.bot_says(thread, title="Transcript", description="Ticket closed by Recruiter")
        await they.crew.restart()
        await they.caught_up()
        assert len(they.questions(thread)) == 1
        await they.pick(thread, "NOX", by=they.crew.person("ann", "recruiter"))
        await they.is_named(thread, "Closed-0042-tom-NOX")
        assert not they.questions(thread)
