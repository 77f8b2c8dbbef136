"""Tickets from opening to row, as the people and the ticket bot of a server see it."""

from dataclasses import replace

from tests.behaviour.welcomecrew.tickets import tickets


async def test_a_close_with_a_tag_gives_row_and_name() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        await they.close(thread)
        await they.is_named(thread, "Closed-0042-tom-C1CE")
        ((number, username, tag, closed),) = they.rows()
        assert (number, username, tag) == ("0042", "tom", "C1CE")
        assert len(closed) == len("2026-01-05 12:00")
        assert not they.questions(thread)


async def test_marker_and_archive_at_once_give_one_row_and_one_rename() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        they.backend.edit_channel(thread, {}, thread_metadata={"archived": True, "locked": True})
        await they.is_named(thread, "Closed-0042-tom-C1CE")
        await they.until(lambda: they.thread(thread).thread_metadata.archived)
        assert len(they.rows()) == 1
        assert they.renames(thread) == 1


async def test_a_tag_in_the_thread_is_found() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        await they.bot_says(thread, footer={"text": "placed in F-IT"})
        await they.close(thread)
        await they.is_named(thread, "Closed-0042-tom-F-IT")
        assert [row[2] for row in they.rows()] == ["F-IT"]


async def test_without_a_tag_it_waits_for_the_archive_and_asks_once() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        await they.close(thread)
        await they.until(lambda: len(they.rows()) == 1)
        assert [row[2] for row in they.rows()] == [""]
        await they.archive(thread)
        await they.is_asked(thread)
        await they.archive(thread, locked=True)
        assert len(they.questions(thread)) == 1


async def test_a_thread_that_stays_open_is_asked_after_a_while() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        await they.close(thread)
        assert not they.questions(thread)
        await they.is_asked(thread)


async def test_picking_the_tag_finishes_the_ticket_and_archives_it_again() -> None:
    async with tickets() as they:
        thread = await they.asked()
        await they.say(they.crew.person("bob"), thread, "thanks everybody")
        await they.pick(thread, "NOX", by=they.crew.person("ann", "recruiter"))
        await they.is_named(thread, "Closed-0042-tom-NOX")
        await they.until(lambda: they.thread(thread).thread_metadata.archived)
        assert [row[2] for row in they.rows()] == ["NOX"]


async def test_typing_the_tag_will_do_from_those_who_may() -> None:
    async with tickets() as they:
        thread = await they.asked()
        await they.say(they.crew.person("stranger"), thread, "NOX")
        assert they.name(thread) == "0042-tom"
        await they.say(they.crew.person("ann", "recruiter"), thread, "f-it")
        await they.is_named(thread, "Closed-0042-tom-F-IT")
        assert [row[2] for row in they.rows()] == ["F-IT"]
        assert not they.questions(thread)


async def test_reopening_withdraws_the_question() -> None:
    async with tickets() as they:
        thread = await they.asked(locked=True)
        await they.reopen(thread)
        await they.bot_says(thread, "Ticket reopened by Ann")
        await they.until(lambda: not they.questions(thread))
        assert they.name(thread) == "0042-tom"


async def test_no_message_handler_waits_for_sheets() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        they.crew.workbook.held.clear()
        await they.close(thread)
        message = await they.crew.ask(they.crew.person("ann"), "!ping")
        assert [str(reaction.emoji) for reaction in message.reactions] == ["🏓"]
        assert not they.rows()
        they.crew.workbook.held.set()
        await they.until(lambda: len(they.rows()) == 1)


async def test_what_waits_is_shown_to_monitors() -> None:
    async with tickets() as they:
        keepalive = they.crew.keepalive
        thread = await they.open("0042-tom-c1ce")
        they.crew.workbook.held.clear()
        await they.close(thread)
        await keepalive.components.refresh("tickets")
        (state,) = [each for each in keepalive.components.states() if each.name == "tickets"]
        assert (state.ok, state.words) == (True, "1 row waiting, 1 ticket at work")
        figures = keepalive.metrics.text().decode().splitlines()
        assert "welcomecrew_rows_waiting 1.0" in figures
        assert "welcomecrew_pending_closes 1.0" in figures
        they.crew.workbook.held.set()
        await they.is_named(thread, "Closed-0042-tom-C1CE")
        await they.settle()
        assert "welcomecrew_rows_waiting 0.0" in keepalive.metrics.text().decode().splitlines()


async def test_promo_tickets_have_type_and_creation() -> None:
    async with tickets() as they:
        thread = await they.open("promo-0042-tom-c1ce", promo=True)
        await they.bot_says(thread, description="We’re excited to have you returning!")
        await they.close(thread)
        await they.until(lambda: len(they.rows("Sheet4")) == 1)
        (row,) = they.rows("Sheet4")
        assert row[:3] == ["0042", "tom", "C1CE"]
        assert row[4] == "returning player"
        assert row[5]


async def test_a_switched_off_channel_is_left_alone() -> None:
    async with tickets(enable_live_watch_welcome=False) as they:
        thread = await they.open("0042-tom-c1ce")
        await they.close(thread)
        await they.archive(thread)
        assert not they.rows()
        assert they.name(thread) == "0042-tom-c1ce"


async def test_new_threads_are_joined_and_a_mention_joins_as_well() -> None:
    async with tickets() as they:
        own = they.backend.bot_user.id
        thread = await they.open("0042-tom")
        await they.settle()
        assert own in they.thread(thread).thread_members
        they.backend.remove_thread_member(thread, own)
        await they.say(they.crew.person("ann"), thread, f"<@{own}> come in")
        await they.settle()
        assert own in they.thread(thread).thread_members


async def test_a_thread_that_it_cannot_speak_in_gives_one_note() -> None:
    async with tickets() as they:
        crew = they.crew
        told = {"notify_channel_id": crew.channel.id, "notify_ping_role_id": crew.roles["lead"].id}
        crew.settings = replace(crew.settings, **told)
        await crew.restart()
        thread = await they.open("0042-tom")
        crew.world.env.inject_error(
            "POST", f"/channels/{thread}/messages", status=403, code=50013, times=None
        )
        await they.close(thread)
        await they.archive(thread)
        await they.until(lambda: crew.channel.last_message is not None)
        note = crew.channel.last_message
        assert f"<@&{crew.roles['lead'].id}> The ticket 0042-tom" in note.content
        assert [role.id for role in note.role_mentions] == [crew.roles["lead"].id]
        assert len(crew.channel.history()) == 1
        assert [row[2] for row in they.rows()] == [""]
        # Each look finds it unfinished again; the note stays the only one.
        reads = crew.workbook.reads
        await crew.restart()
        await they.until(lambda: crew.workbook.reads >= reads + 3)
        await they.settle()
        assert [message.id for message in crew.channel.history()] == [note.id]


async def test_a_person_who_names_the_tag_in_the_thread_name_answers() -> None:
    async with tickets() as they:
        thread = await they.asked()
        they.backend.edit_channel(thread, {"name": "0042-tom-emb"})
        await they.is_named(thread, "Closed-0042-tom-EMB")
        assert [row[2] for row in they.rows()] == ["EMB"]


async def test_a_right_name_is_left_alone() -> None:
    async with tickets() as they:
        thread = await they.open("Closed-0042-tom-EMB")
        await they.close(thread)
        await they.until(lambda: len(they.rows()) == 1)
        await they.archive(thread)
        assert they.renames(thread) == 0


async def test_closed_again_after_reopening_updates_the_row() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        await they.close(thread)
        await they.archive(thread, locked=True)
        await they.is_named(thread, "Closed-0042-tom-NOX")
        await they.reopen(thread)
        they.crew.workbook.tabs["Sheet1"][1][3] = "2020-01-01 00:00"
        await they.close(thread)
        await they.until(lambda: they.rows()[0][3] != "2020-01-01 00:00")
        assert len(they.rows()) == 1


async def test_archived_without_a_marker_is_a_close_only_where_the_settings_say_so() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        await they.archive(thread)
        await they.until(lambda: len(they.rows()) == 1)
    async with tickets(require_close_marker_welcome=True) as they:
        thread = await they.open("0042-tom-nox")
        await they.archive(thread)
        await they.crew.ask(they.crew.person("ann"), "!ping")
        assert not they.rows()


async def test_a_deleted_thread_troubles_nobody() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        await they.close(thread)
        await they.until(lambda: len(they.rows()) == 1)
        they.backend.delete_channel(thread)
        await they.settle()
        assert [row[0] for row in they.rows()] == ["0042"]


async def test_a_deleted_channel_troubles_nobody() -> None:
    """Discord says so once, for all threads below it."""
    async with tickets() as they:
        asked, waiting = await they.open("0042-tom"), await they.open("0043-bob")
        await they.close(asked)
        await they.archive(asked)
        await they.is_asked(asked)
        await they.close(waiting)
        await they.until(lambda: len(they.rows()) == 2)
        they.backend.delete_channel(they.crew.welcome.id)
        await they.settle()
        promo = await they.open("0044-eve-nox", promo=True)
        await they.close(promo)
        await they.is_named(promo, "Closed-0044-eve-NOX")
        await they.crew.restart()
        answer = await they.crew.ask(they.crew.person("ada", "admin"), "!backfill_tickets")
        assert "Backfill" in answer.content
        await they.until(lambda: they.crew.said("Backfill done"))
        assert sorted(row[0] for row in they.rows()) == ["0042", "0043"]
        assert [row[0] for row in they.rows("Sheet4")] == ["0044"]


async def test_all_that_happens_to_a_thread_in_one_moment_is_seen() -> None:
    """Events come in bursts, and discord.py shows the last state to the first listener."""
    async with tickets() as they:
        backend, bot = they.backend, they.bot
        parent = they.crew.welcome.id
        thread = int(backend.create_thread(parent, "0042-tom", bot.id).id)
        backend.create_message(thread, bot.id, "Welcome!")
        backend.edit_channel(thread, {}, thread_metadata={"archived": True, "locked": False})
        await they.is_asked(thread)

        locked = int(backend.create_thread(parent, "0043-ann", bot.id).id)
        await they.settle()
        backend.create_message(locked, bot.id, "**Ticket closed** by Recruiter")
        backend.edit_channel(locked, {}, thread_metadata={"archived": False, "locked": True})
        await they.is_asked(locked)

        backend.create_message(locked, bot.id, "Ticket reopened by Ann")
        backend.edit_channel(locked, {}, thread_metadata={"archived": False, "locked": False})
        await they.until(lambda: not they.questions(locked))
