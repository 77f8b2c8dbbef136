"""Discord fails in the middle of a ticket: what it holds is kept, and it goes on by itself."""

import aiohttp
import pytest

from shared.sheets.errors import Unreachable
from tests.behaviour.welcomecrew.tickets import Tickets, tickets


class Cut(dict[str, object]):
    """A fault of simcord's that closes the connection instead of answering."""

    def __init__(self, method: str, path: str, times: int) -> None:
        super().__init__(method=method, path=path, times=times)

    def __missing__(self, _key: str) -> object:
        raise aiohttp.ServerDisconnectedError


def cut(they: Tickets, method: str, path: str, times: int = 1) -> None:
    they.backend.faults.append(Cut(method, path, times))


async def test_a_connection_that_breaks_while_renaming() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        cut(they, "PATCH", f"/channels/{thread}")
        await they.close(thread)
        await they.is_named(thread, "Closed-0042-tom-C1CE")


async def test_a_connection_that_breaks_while_asking() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        cut(they, "POST", f"/channels/{thread}/messages")
        await they.close(thread)
        await they.archive(thread)
        await they.is_asked(thread)


@pytest.mark.parametrize("times", [1, 6])
async def test_a_connection_that_breaks_while_reading(times: int) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        await they.bot_says(thread, "placed in F-IT")
        cut(they, "GET", f"/channels/{thread}/messages", times)
        await they.close(thread)
        await they.is_named(thread, "Closed-0042-tom-F-IT", within=15)
        assert [row[2] for row in they.rows()] == ["F-IT"]


async def test_an_unreadable_thread_stays_at_work_with_the_reason() -> None:
    """For longer than any number of tries lasts."""
    async with tickets() as they:
        thread = await they.open("0042-tom")
        they.crew.world.env.inject_error(
            "GET", f"/channels/{thread}/messages", status=503, times=None
        )
        await they.close(thread)
        await they.archive(thread)
        admin = they.crew.person("ada", "admin")

        async def shown() -> str:
            answer = await they.crew.ask(admin, "!watch_status")
            return str(answer.embeds[0].to_dict())

        for _ in range(40):
            if "Discord answered 503" in await shown():
                break
        text = await shown()
        assert "1: closing, being looked at" in text
        assert "1: Discord answered 503" in text
        answer = await they.crew.ask(admin, f"!why <#{thread}>")
        assert "can't read that thread at the moment: Discord answered 503" in answer.content
        they.backend.faults.clear()
        await they.is_asked(thread, within=30)


async def test_no_tags_known_yet() -> None:
    async with tickets() as they:
        they.crew.workbook.fail_read = Unreachable("Google is away")
        they.crew.workbook.tabs["clanlist"] = [["clantag"]]
        await they.crew.restart()
        thread = await they.open("0042-tom-c1ce")
        await they.close(thread)
        assert not they.rows()
        they.crew.workbook.tabs["clanlist"] = [["clantag"], ["C1CE"]]
        await they.is_named(thread, "Closed-0042-tom-C1CE", within=30)
        assert [row[:3] for row in they.rows()] == [["0042", "tom", "C1CE"]]


async def test_a_thread_deleted_right_after_its_marker_is_logged() -> None:
    async with tickets() as they:
        thread = await they.open("promo-0042-tom-c1ce", promo=True)
        they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        they.backend.delete_channel(thread)
        await they.until(lambda: len(they.rows("Sheet4")) == 1)
        (row,) = they.rows("Sheet4")
        assert row[:3] == ["0042", "tom", "C1CE"]
        assert row[3]
        assert row[5]


@pytest.mark.parametrize(("role", "rows"), [("recruiter", 1), ("", 0)])
async def test_a_thread_deleted_right_after_a_person_closed_it(role: str, rows: int) -> None:
    """Whether it was the opener's word can't be seen any more: gone as it is, it is closed."""
    async with tickets() as they:
        thread, later = await they.open("0042-tom-c1ce"), await they.open("0043-ann-c1ce")
        ann = they.crew.person("ann", *filter(None, [role]))
        they.backend.create_message(thread, ann.id, "Ticket closed by me")
        they.backend.delete_channel(thread)
        await they.close(later)
        await they.until(lambda: len(they.rows()) == rows + 1)
        assert [row[:3] for row in they.rows()][:rows] == [["0042", "tom", "C1CE"]] * rows


async def test_deleted_after_a_look_that_failed() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-c1ce")
        they.crew.world.env.inject_error(
            "GET", f"/channels/{thread}/messages", status=500, times=None
        )
        await they.close(thread)
        they.backend.delete_channel(thread)
        await they.until(lambda: len(they.rows()) == 1)
        assert they.rows()[0][:3] == ["0042", "tom", "C1CE"]


async def test_a_tag_corrected_while_its_row_is_on_the_way() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        they.crew.workbook.held.clear()
        await they.close(thread)
        they.backend.edit_channel(thread, {"name": "0042-tom-emb"})
        await they.settle()
        they.crew.workbook.held.set()
        await they.is_named(thread, "Closed-0042-tom-EMB")
        assert [row[:3] for row in they.rows()] == [["0042", "tom", "EMB"]]


async def test_closed_reopened_renamed_and_closed_again_at_once() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        they.backend.edit_channel(thread, {}, thread_metadata={"archived": True})
        they.backend.edit_channel(thread, {}, thread_metadata={"archived": False})
        they.backend.edit_channel(thread, {"name": "0042-tom-emb"})
        they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        # Perhaps as its third name, for which Discord has it wait.
        await they.is_named(thread, "Closed-0042-tom-EMB", within=15)
        await they.until(lambda: [row[:3] for row in they.rows()] == [["0042", "tom", "EMB"]])


async def test_a_locked_thread_is_unlocked_to_ask_and_locked_again() -> None:
    async with tickets() as they:
        thread = await they.asked(locked=True)
        meta = they.thread(thread).thread_metadata
        assert not meta.locked
        await they.crew.restart()
        await they.pick(thread, "NOX", by=they.crew.person("ann", "recruiter"))
        await they.is_named(thread, "Closed-0042-tom-NOX")
        await they.until(lambda: bool(meta.archived and meta.locked))
        assert [row[2] for row in they.rows()] == ["NOX"]


async def test_an_unarchive_followed_by_a_press_is_no_reopening() -> None:
    """Clients unarchive a thread before they press in it."""
    async with tickets() as they:
        thread = await they.asked()
        await they.archive(thread)
        await they.reopen(thread)
        await they.pick(thread, "NOX", by=they.crew.person("ann", "recruiter"))
        await they.is_named(thread, "Closed-0042-tom-NOX")
        await they.until(lambda: they.thread(thread).thread_metadata.archived)
