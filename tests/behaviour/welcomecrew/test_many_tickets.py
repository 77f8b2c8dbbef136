"""More tickets at once than a process likes to remember: each gets its row."""

from tests.behaviour.welcomecrew.tickets import sheet, tickets


async def test_more_closes_than_are_remembered_while_sheets_does_not_answer() -> None:
    async with tickets() as they:
        sheet(they).held.clear()
        threads = [
            they.backend.create_thread(they.crew.welcome.id, f"{n}-tom-nox", they.bot.id, type=11)
            for n in range(1000, 1330)
        ]
        await they.settle()
        for thread in threads:
            they.backend.create_message(thread.id, they.bot.id, "Ticket closed by Ann")
        await they.settle()
        sheet(they).held.set()
        await they.until(lambda: len(they.rows()) == 330, within=30)
        assert sorted(row[0] for row in they.rows()) == [str(n) for n in range(1000, 1330)]
        named = {thread.id: f"Closed-{n}-tom-NOX" for n, thread in enumerate(threads, start=1000)}
        await they.until(
            lambda: all(they.name(thread) == name for thread, name in named.items()), within=30
        )
