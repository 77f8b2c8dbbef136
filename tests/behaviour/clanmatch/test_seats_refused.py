"""One row that its people protected: the others are written, and it is named where it matters."""

from collections.abc import Sequence

import pytest

from apps.clanmatch.app import APP
from shared.features.checkup import examine_workbook
from shared.keepalive.components import ComponentFailing
from shared.sheets.ports import Protection
from tests.behaviour.clanmatch.seats import SEATS, Office, channel, open_office


def protect(office: Office, thread: int) -> None:
    """Whoever may edit the sheet keeps the bot out of this ticket's row."""
    office.workbook.protected = lambda tab, row: tab == SEATS and str(thread) in row


def said_in(office: Office, thread: int) -> list[str]:
    return [str(message.content) for message in office.place(thread).history() if message.content]


@pytest.mark.parametrize("points_out", [True, False])
async def test_the_others_end_while_it_is_named_and_when_mended_it_ends_too(
    points_out: bool,
) -> None:
    async with open_office(log_channel_id=channel("log")) as office:
        office.workbook.points_out = points_out
        rita = office.cluster.person("rita", "recruiter")
        tickets = [await office.ticket(f"004{n}-Tom{n}") for n in range(3)]
        for ticket in tickets:
            await office.hold(rita, ticket, "NOX", days="1")
        protect(office, tickets[1])
        await office.minute(60 * 24 + 1)
        assert [office.state(ticket) for ticket in tickets] == ["freed", "held", "freed"]
        assert "Nothing is held" in office.says(tickets[2])
        (told,) = (words for words in said_in(office, tickets[1]) if "⚠" in words)
        assert "row 3: " in told
        assert "protected" in told
        log = office.cluster.settings.log_channel_id
        (line,) = (words for words in said_in(office, log) if "row 3" in words)
        assert "ticket 0041 (Seats)" in line
        with pytest.raises(ComponentFailing, match="row 3"):
            await office.minding.state()
        writes = office.workbook.writes
        await office.minute()
        await office.minute()
        assert office.workbook.writes == writes
        assert len([words for words in said_in(office, tickets[1]) if "⚠" in words]) == 1

        office.workbook.protected = lambda _tab, _row: False
        await office.look()
        assert office.state(tickets[1]) == "freed"
        assert "1 freed" not in await office.minding.state()
        assert any("is over: 0041" in words for words in said_in(office, log))


async def test_who_can_not_be_called_is_passed_over_and_called_when_mended() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        tickets = [await office.ticket(f"004{n}-Tom{n}") for n in range(3)]
        await office.hold(rita, tickets[0], "GSHW")
        for ticket in tickets[1:]:
            told = await office.hold(rita, ticket, "GSHW")
            await rita.click(told.response, label="Join the queue")
        protect(office, tickets[1])
        await office.press(rita, tickets[0], "Release")
        await office.minute()
        assert [office.state(each) for each in tickets] == ["freed", "queued", "called"]
        office.workbook.protected = lambda _tab, _row: False
        await office.press(rita, tickets[2], "Leave the queue")
        await office.look()
        assert [office.state(each) for each in tickets] == ["freed", "called", "freed"]


async def test_a_press_is_told_at_once_which_row_it_is() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket = await office.ticket("0042-Tom")
        await office.hold(rita, ticket, "NOX")
        protect(office, ticket)
        refused = await office.press(rita, ticket, "Release")
        words = refused.followups[-1].content
        assert "Nothing has changed yet" in words
        assert "row 2: " in words
        assert "protected" in words
        assert office.state(ticket) == "held"


async def test_a_name_that_can_not_be_written_waits_and_is_named() -> None:
    async with open_office() as office:
        rita = office.cluster.person("rita", "recruiter")
        ticket, other = await office.ticket("0042-Tom"), await office.ticket("0043-Ann")
        await office.hold(rita, ticket, "NOX")
        protect(office, ticket)
        await office.named(ticket, "Closed-0042-Tom-NDK")
        await office.named(other, "Closed-0043-Ann-NDK")
        assert office.state(other) == "placed"
        await office.minute()
        with pytest.raises(ComponentFailing, match=r"ticket 0042 \(Seats\): row 2"):
            await office.minding.state()
        await office.minute()
        reads = office.workbook.reads
        await office.minute()
        assert office.workbook.reads == reads, "it is tried seldom"
        office.workbook.protected = lambda _tab, _row: False
        await office.look()
        assert (office.state(ticket), office.row(ticket)["clantag"]) == ("placed", "NDK")


async def test_check_names_the_protected_row(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_office() as office:

        async def protections() -> Sequence[Protection]:
            return [Protection(SEATS, "row 5"), Protection("bot_info", "row 9")]

        monkeypatch.setattr(office.workbook, "protections", protections)
        settings, clock = office.cluster.settings, office.cluster.clock
        found = await examine_workbook(APP, settings, office.workbook, clock)
        (bad,) = (
            finding.words for finding in found if not finding.well and "seats" in finding.words
        )
        assert "in 'Seats' row 5 is protected" in bad
