"""The real client over HTTP against a Google that refuses, delays and loses answers."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from sandbox.sheets.faults import Fault
from sandbox.sheets.service import DEMO_ACCOUNT, SheetsService
from shared.sheets.calls import Ticket
from shared.sheets.errors import (
    AccessRefused,
    AmbiguousWrite,
    CredentialsRefused,
    NotShared,
    QuotaExceeded,
    SheetsError,
    SpreadsheetNotFound,
    Unreachable,
)
from shared.sheets.google import GoogleSheets
from shared.sheets.ports import NewRow
from shared.sheets.service_account import ServiceAccount
from shared.sheets.workbook import GoogleWorkbook, anybody
from shared.timing.clock import SystemClock
from tests.fakes.sheets_server import QUICK, ServedSheets, served_sheets
from tests.shared.sheets.conftest import ROWS

ROW = NewRow("Sheet1", ("0099", "Cy"))


async def _read(workbook: GoogleWorkbook) -> None:
    await workbook.read(["Sheet1"])


async def _write(workbook: GoogleWorkbook) -> None:
    await workbook.apply([ROW])


async def _delete(workbook: GoogleWorkbook) -> None:
    await workbook.delete_rows({"Sheet1": [3]})


# -- who may


async def test_not_shared_says_with_whom_to_share(served: ServedSheets) -> None:
    served.box.spreadsheets["W"].editors.clear()
    async with served.workbook("W") as workbook:
        with pytest.raises(NotShared) as caught:
            await workbook.describe()
    assert DEMO_ACCOUNT in caught.value.advice
    assert served.box.counts.total() == 1


async def test_a_viewer_may_look_but_is_told_to_become_an_editor(served: ServedSheets) -> None:
    served.box.spreadsheets["W"].editors.clear()
    served.box.spreadsheets["W"].viewers.add(DEMO_ACCOUNT)
    async with served.workbook("W") as workbook:
        await workbook.read(["Sheet1"])
        with pytest.raises(NotShared) as caught:
            await workbook.apply([ROW])
    assert "as an Editor" in caught.value.advice


async def test_a_read_only_workbook_asks_for_no_more_than_it_needs(served: ServedSheets) -> None:
    async with served.workbook("W", read_only=True) as workbook:
        assert (await workbook.read(["Sheet1"]))["Sheet1"] == tuple(map(tuple, ROWS))
        with pytest.raises(AccessRefused, match="insufficient authentication scopes"):
            await workbook.apply([ROW])


async def test_an_unknown_spreadsheet_is_named(served: ServedSheets) -> None:
    async with served.workbook("nowhere-1") as workbook:
        with pytest.raises(SpreadsheetNotFound, match="nowhere-1"):
            await workbook.describe()


async def test_a_refused_key_is_refused_once(served: ServedSheets) -> None:
    served.box.faults.set(Fault.REFUSE_TOKEN)
    async with served.workbook("W") as workbook:
        with pytest.raises(CredentialsRefused, match="invalid_grant"):
            await workbook.read(["Sheet1"])
    assert served.box.counts.total() == 0


async def test_a_key_of_somebody_else_is_refused(served: ServedSheets) -> None:
    other = SheetsService().service_account_json(served.url)
    async with served.workbook("W", account_json=other) as workbook:
        with pytest.raises(CredentialsRefused):
            await workbook.read(["Sheet1"])


@pytest.mark.parametrize("call", [_read, _write])
async def test_a_withdrawn_token_is_renewed(
    served: ServedSheets, call: Callable[[GoogleWorkbook], Awaitable[None]]
) -> None:
    async with served.workbook("W") as workbook:
        await workbook.describe()
        served.box.tokens.revoke_all()
        await call(workbook)


# -- reads are repeated


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.UNAVAILABLE_AFTER, Fault.LOSE_ANSWER])
async def test_a_read_is_repeated(served: ServedSheets, fault: Fault) -> None:
    served.box.faults.set(fault, times=2)
    async with served.workbook("W") as workbook:
        assert (await workbook.read(["Sheet1"]))["Sheet1"] == tuple(map(tuple, ROWS))
    assert served.box.total("read") == 3


@pytest.mark.parametrize(
    "fault",
    [
        Fault.UNAVAILABLE,
        Fault.UNAVAILABLE_AFTER,
        Fault.LOSE_ANSWER,
        Fault.HTML,
        Fault.GARBLED,
    ],
)
async def test_a_read_is_not_repeated_for_ever(served: ServedSheets, fault: Fault) -> None:
    served.box.faults.set(fault)
    async with served.workbook("W", attempts=3) as workbook:
        with pytest.raises(Unreachable):
            await workbook.read(["Sheet1"])
    assert served.box.total("read") == 3


async def test_a_token_endpoint_that_recovers_is_waited_for(served: ServedSheets) -> None:
    served.box.faults.set(Fault.TOKEN_UNAVAILABLE, times=1)
    async with served.workbook("W") as workbook:
        await workbook.read(["Sheet1"])


async def test_a_silent_server_is_left_after_the_read_time_out(served: ServedSheets) -> None:
    served.box.faults.set(Fault.HANG, only="read")
    async with served.workbook("W", read=0.2, attempts=2) as workbook:
        with pytest.raises(Unreachable, match="ReadTimeout"):
            await workbook.read(["Sheet1"])


# -- writes are not


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (Fault.UNAVAILABLE, False),
        (Fault.UNAVAILABLE_AFTER, True),
        (Fault.LOSE_ANSWER, True),
        (Fault.HTML, True),
        (Fault.GARBLED, True),
    ],
)
@pytest.mark.parametrize("call", [_write, _delete])
async def test_a_write_that_may_be_done_is_never_repeated(
    served: ServedSheets,
    fault: Fault,
    done: bool,
    call: Callable[[GoogleWorkbook], Awaitable[None]],
) -> None:
    served.box.faults.set(fault, only="write")
    async with served.workbook("W") as workbook:
        with pytest.raises(AmbiguousWrite):
            await call(workbook)
    assert served.box.total("write") == 1
    assert (served.box.rows("W", "Sheet1") != ROWS) is done


async def test_a_write_without_answer_is_ambiguous(served: ServedSheets) -> None:
    served.box.faults.set(Fault.HANG, only="write")
    async with served.workbook("W", read=0.2) as workbook:
        with pytest.raises(AmbiguousWrite):
            await workbook.apply([ROW])


async def test_a_write_that_could_not_leave_is_not_ambiguous(
    served: ServedSheets, unused_tcp_port: int
) -> None:
    google = GoogleSheets(
        ServiceAccount.parse(served.box.service_account_json(served.url)),
        "W",
        api_url=f"http://127.0.0.1:{unused_tcp_port}",
        limits=QUICK,
    )
    with pytest.raises(Unreachable, match="ConnectionError"):
        await asyncio.to_thread(google.update, Ticket(SystemClock(), 5.0, anybody), [])
    google.close()


# -- quota


@pytest.mark.parametrize("call", [_read, _write])
async def test_429_is_repeated_for_reads_and_writes(
    served: ServedSheets, call: Callable[[GoogleWorkbook], Awaitable[None]]
) -> None:
    async with served.workbook("W") as workbook:
        await workbook.describe()
        served.box.faults.set(Fault.TOO_MANY, times=2)
        await call(workbook)


async def test_retry_after_is_honoured(served: ServedSheets) -> None:
    served.box.faults.set(Fault.TOO_MANY, times=1, retry_after=1)
    loop = asyncio.get_running_loop()
    start = loop.time()
    async with served.workbook("W") as workbook:
        await workbook.read(["Sheet1"])
    assert loop.time() - start >= 1.0


async def test_a_retry_after_beyond_the_deadline_is_left_to_the_caller(
    served: ServedSheets,
) -> None:
    served.box.faults.set(Fault.TOO_MANY, retry_after=99)
    async with served.workbook("W") as workbook:
        with pytest.raises(QuotaExceeded) as caught:
            await workbook.read(["Sheet1"])
    assert caught.value.retry_after == 99.0
    assert caught.value.retryable
    assert served.box.counts.total() == 1


async def test_our_pace_stays_under_googles_quota(served: ServedSheets) -> None:
    served.box.quota.reads = 30
    served.box.quota.minute = 0.5  # a busy machine may bunch requests up
    async with served.workbook("W", requests_per_minute=28, minute=1.0) as workbook:
        await asyncio.gather(*(workbook.read(["Sheet1"]) for _ in range(50)))
    assert {record.status for record in served.box.requests} == {200}


# -- nothing waits for what hangs


async def test_the_loop_goes_on_while_google_hangs(served: ServedSheets) -> None:
    """It turns while a request is out and no call has ended; how fast is the machine's affair."""
    async with served.workbook("W", threads=2, deadline=2.0) as workbook:
        await workbook.describe()
        served.box.faults.set(Fault.HANG)
        calls = [asyncio.create_task(workbook.read(["Sheet1"])) for _ in range(6)]
        turns = 0
        while not all(call.done() for call in calls):
            await asyncio.sleep(0.01)
            turns += served.box.faults.hanging.is_set() and not any(call.done() for call in calls)
        assert all(isinstance(call.exception(), Unreachable) for call in calls)
        assert turns >= 5
        served.box.faults.clear()
        await workbook.read(["Sheet1"])


async def test_close_does_not_wait_for_what_hangs(served: ServedSheets) -> None:
    served.box.faults.set(Fault.HANG)
    loop = asyncio.get_running_loop()
    workbook = served.workbook("W", read=3.0)
    call = asyncio.create_task(workbook.read(["Sheet1"]))
    await served.box.faults.hanging.wait()
    start = loop.time()
    await workbook.close()
    assert loop.time() - start < 0.5
    call.cancel()
    await asyncio.wait({call})
    with pytest.raises(Unreachable, match="closed"):
        await workbook.read(["Sheet1"])


async def test_a_write_given_up_while_the_token_was_on_its_way_never_arrives(
    served: ServedSheets,
) -> None:
    async with served.workbook("W", threads=1) as workbook:
        await workbook.describe()
        served.box.tokens.revoke_all()
        served.box.faults.set(Fault.HANG, only="token")
        call = asyncio.create_task(workbook.apply([ROW]))
        await served.box.faults.hanging.wait()
        call.cancel()
        await asyncio.wait({call})
        served.box.faults.clear()
        await workbook.read(["Sheet1"])  # the one thread is free again
    assert served.box.rows("W", "Sheet1") == ROWS


async def test_outcomes_are_told_in_one_word(served: ServedSheets) -> None:
    seen: list[tuple[str, str]] = []
    async with served.workbook(
        "W", observe=lambda name, how, _: seen.append((name, how))
    ) as workbook:
        await workbook.read(["Sheet1"])
        served.box.faults.set(Fault.UNAVAILABLE_AFTER, only="write")
        for call in (workbook.read(["No"]), workbook.apply([ROW])):
            with pytest.raises(SheetsError):
                await call
    assert seen == [
        ("read", "ok"),
        ("read", "rejected"),
        ("describe", "ok"),
        ("apply", "ambiguous"),
    ]


async def test_no_error_shows_a_secret() -> None:
    box = SheetsService()
    async with served_sheets(box) as served:
        key = box.service_account_json(served.url)
        box.faults.set(Fault.REFUSE_TOKEN)
        async with served.workbook("W") as workbook:
            with pytest.raises(CredentialsRefused) as caught:
                await workbook.read(["Sheet1"])
    assert "PRIVATE" not in f"{caught.value!r} {caught.value.advice}"
    assert key[200:230] not in repr(caught.value)
