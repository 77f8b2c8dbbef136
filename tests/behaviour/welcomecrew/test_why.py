"""`!why` and `!watch_status`: what an admin is told about tickets."""

from typing import Any

from shared.sheets.errors import Unreachable
from tests.behaviour.welcomecrew.crew import Crew, open_crew
from tests.behaviour.welcomecrew.tickets import Tickets
from tests.behaviour.welcomecrew.tickets import tickets as tickets_of


async def why(crew: Crew, admin: Any, thread: object) -> str:
    await crew.ask(admin, f"!why {thread}")
    return str(crew.channel.last_message.content)


async def test_why_tells_an_open_ticket_from_a_logged_one() -> None:
    async with open_crew() as crew:
        admin, tickets = crew.person("ada", "admin"), Tickets(crew)
        thread = await tickets.open("0042-Tom-NOX")
        assert "the ticket is open" in await why(crew, admin, f"<#{thread}>")
        await tickets.close(thread)
        await tickets.until(lambda: bool(tickets.rows()))
        await tickets.is_named(thread, "Closed-0042-Tom-NOX")
        text = await why(crew, admin, thread)
        assert text.startswith("**Logged**: row 2 of `Sheet1`.")
        assert "known by a close marker" in text
        assert "0042, Tom, NOX" in text


async def test_why_tells_that_a_tag_is_missing() -> None:
    async with open_crew() as crew:
        admin, tickets = crew.person("ada", "admin"), Tickets(crew)
        thread = await tickets.open("0043-Ana")
        await tickets.close(thread)
        await tickets.archive(thread)
        await tickets.until(lambda: bool(tickets.questions(thread)))
        text = await why(crew, admin, thread)
        assert "**Waiting**" in text
        assert "clan tag is missing" in text
        assert "asked for the tag: https://discord.com/channels/" in text


async def test_why_of_what_is_no_ticket() -> None:
    async with open_crew() as crew:
        admin, tickets = crew.person("ada", "admin"), Tickets(crew)
        chat = await tickets.open("just a chat")
        assert "no four-digit ticket number" in await why(crew, admin, chat)
        elsewhere = crew.world.env.backend.create_thread(crew.channel.id, "0042-x", admin.id)
        await tickets.settle()
        assert "neither ticket channel" in await why(crew, admin, elsewhere.id)
        assert "Ask in a ticket's thread" in await why(crew, admin, "")
        assert "Mention the thread" in await why(crew, admin, "that one")
        assert "no channel or thread" in await why(crew, admin, 100000000000000009)


async def test_why_while_google_is_away() -> None:
    async with open_crew() as crew:
        admin, tickets = crew.person("ada", "admin"), Tickets(crew)
        thread = await tickets.open("0042-Tom-NOX")
        crew.workbook.fail_read = Unreachable("no answer within 30 s")
        assert "no answer within 30 s" in await why(crew, admin, thread)


async def test_both_are_for_admins_and_can_be_switched_off() -> None:
    async with open_crew({"enable_cmd_why": False, "enable_cmd_watch_status": False}) as crew:
        for command in ("why", "watch_status"):
            reply = await crew.ask(crew.person(f"ada-{command}", "admin"), f"!{command}")
            assert "switched off" in reply.content
    async with open_crew() as crew:
        for command, whom in (("why", "recruiters, leads and admins"), ("watch_status", "admins")):
            reply = await crew.ask(crew.person(f"mia-{command}"), f"!{command}")
            assert f"for {whom}" in reply.content


async def test_a_recruiter_who_is_asked_gives_a_number_and_is_told() -> None:
    async with open_crew({"require_close_marker_welcome": True}) as crew:
        rita, tickets = crew.person("rita", "recruiter"), Tickets(crew)
        logged = await tickets.open("0042-Tom-NOX")
        await tickets.close(logged)
        await tickets.is_named(logged, "Closed-0042-Tom-NOX")
        await tickets.archive(logged)
        assert (await why(crew, rita, "42")).startswith("**Logged**: row 2")
        unknown = await tickets.open("0077-Ana")
        assert "is open" in await why(crew, rita, "ticket #0077")
        await tickets.archive(unknown)
        await crew.restart()
        # Archived, closed by nobody's word, and in no row: it is looked for.
        assert "0077" in await why(crew, rita, "0077")
        assert "no thread of a ticket 0099" in await why(crew, rita, "99")
        again = await tickets.open("0042-Bob", promo=True)
        text = await why(crew, rita, "0042")
        assert f"<#{logged}>, <#{again}>" in text


async def test_why_says_since_when_a_row_waits_though_the_sheet_is_away() -> None:
    async with tickets_of() as they:
        crew = they.crew
        rita = crew.person("rita", "recruiter")
        thread = await they.open("0042-Tom-NOX")
        crew.workbook.away = Unreachable("no answer within 30 s")
        await they.close(thread)
        text = ""
        for _ in range(50):
            text = await why(crew, rita, thread)
            if "its row waits since" in text:
                break
        assert text.startswith("**About to be logged**: its row waits since <t:")
        assert "no answer within 30 s" in text


async def test_the_tag_of_an_archived_ticket_is_changed_through_why() -> None:
    async with tickets_of() as they:
        crew = they.crew
        rita = crew.person("rita", "recruiter")
        thread = await they.open("0042-Tom-NOX")
        await they.close(thread)
        await they.archive(thread, locked=True)
        await they.is_named(thread, "Closed-0042-Tom-NOX")
        await they.until(lambda: bool(they.thread(thread).thread_metadata.archived))
        answer = await rita.slash(crew.channel, "why", thread="42")
        # Two steps: the button, and the tag.
        choice = await rita.click(answer.response, label="Change the tag")
        await rita.select(choice.response, ["F-IT"])
        await they.is_named(thread, "Closed-0042-Tom-F-IT")
        await they.until(lambda: bool(they.thread(thread).thread_metadata.archived))
        assert they.thread(thread).thread_metadata.locked
        assert [row[2] for row in they.rows()] == ["F-IT"]
        (said,) = [m.content for m in they.own_words(thread)]
        assert said.startswith(f"✅ `F-IT` instead of `NOX`, says <@{rita.id}>.")


async def test_watch_status_shows_watchers_work_and_the_last_actions() -> None:
    async with open_crew({"enable_live_watch_promo": False}) as crew:
        admin, tickets = crew.person("ada", "admin"), Tickets(crew)
        done = await tickets.open("0042-Tom-NOX")
        await tickets.close(done)
        await tickets.until(lambda: tickets.name(done).startswith("Closed"))
        asked = await tickets.open("0043-Ana")
        await tickets.close(asked)
        await tickets.archive(asked)
        await tickets.until(lambda: bool(tickets.questions(asked)) and len(tickets.rows()) == 2)
        await crew.ask(admin, "!watch_status")
        embed = crew.channel.last_message.embeds[0]
        fields = {field.name: field.value or "" for field in embed.fields}
        assert f"🟢 welcome (<#{crew.welcome.id}>)" in fields["Watchers"]
        assert f"⚪ promo (<#{crew.promo.id}>)" in fields["Watchers"]
        assert f"1: closed, its tag asked for (<#{asked}>)" in fields["Tickets at work"]
        assert "waiting to be written" in fields["Rows"]
        assert "last written <t:" in fields["Rows"]
        assert f"/{done})" in fields["Last actions"]
        assert "row inserted" in fields["Last actions"]
        private = await crew.person("bob", "admin").slash(crew.channel, "watch_status")
        assert private.ephemeral


async def test_a_row_that_marker_and_thread_tell_is_one_action() -> None:
    async with open_crew() as crew:
        admin, tickets = crew.person("ada", "admin"), Tickets(crew)
        done = await tickets.open("0042-Tom-NOX")
        await tickets.close(done)
        await tickets.until(lambda: tickets.name(done).startswith("Closed"))
        await crew.ask(admin, "!watch_status")
        fields = crew.channel.last_message.embeds[0].fields
        (actions,) = [field.value or "" for field in fields if field.name == "Last actions"]
        assert actions.count("row inserted") == 1
        assert "0042 NOX: row inserted" in actions
