"""clanmatch whose workbook can't be closed: `python -m tests.process.hanging_bot`."""

import asyncio

from apps.clanmatch.__main__ import main
from shared.sheets import workbook


class HangingWorkbook(workbook.GoogleWorkbook):
    async def close(self) -> None:
        print("begins to hang", flush=True)  # noqa: T201 - a test reads it
        await asyncio.Event().wait()


if __name__ == "__main__":
    # Before the bot is loaded, which takes it by its name.
    workbook.GoogleWorkbook = HangingWorkbook
    main()
