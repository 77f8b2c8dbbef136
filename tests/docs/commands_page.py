"""Writes `docs/commands.md` from the bots' own commands and access tables."""

import asyncio
from collections.abc import Iterator

from apps.clanmatch.app import APP as CLANMATCH
from apps.clanmatch.features import ClanmatchSettings
from apps.welcomecrew.app import APP as WELCOMECREW
from apps.welcomecrew.features import WelcomecrewSettings
from shared.chat.bot import ChatBot
from shared.chat.failures import AnyCommand, usage
from shared.features.building import build_bot
from shared.keepalive.service import Keepalive
from tests.fakes.clock import ManualClock
from tests.fakes.service_account import service_account_json
from tests.fakes.shaken_workbook import ShakenWorkbook

_SOME_ID = 100_000_000_000_000_001


def commands_page() -> str:
    """The text of `docs/commands.md`."""
    return asyncio.run(_page())


async def bots() -> dict[str, ChatBot]:
    """Both bots with all their cogs, connected to nothing."""
    clock, workbook = ManualClock(), ShakenWorkbook({})
    account = {
        "discord_token": "x" * 60,
        "gspread_credentials": service_account_json(),
        "google_sheet_id": "spreadsheet-of-docs",
    }
    recruiting = ClanmatchSettings.of(account | {"enable_seats": True})
    tickets = WelcomecrewSettings.of(
        account | {"welcome_channel_id": _SOME_ID, "promo_channel_id": _SOME_ID + 1}
    )
    made: dict[str, ChatBot] = {
        "clanmatch": build_bot(
            CLANMATCH,
            recruiting,
            keepalive=Keepalive(service="clanmatch", settings=recruiting, clock=clock),
            workbook=workbook,
            clock=clock,
        ),
        "welcomecrew": build_bot(
            WELCOMECREW,
            tickets,
            keepalive=Keepalive(service="welcomecrew", settings=tickets, clock=clock),
            workbook=workbook,
            clock=clock,
        ),
    }
    for bot in made.values():
        await bot.add_cogs()
    return made


async def _page() -> str:
    lines = [
        "# Commands",
        "",
        "Written by `make docs` from the code; a test compares. Every command works as `!name` and",
        "as `/name`. Each has a switch; a command that is switched off says so.",
    ]
    for name, bot in (await bots()).items():
        lines += [
            "",
            f"## {name}",
            "",
            "| command | who | switch | what |",
            "| --- | --- | --- | --- |",
        ]
        lines += _rows(bot)
    return "\n".join(lines) + "\n"


def _rows(bot: ChatBot) -> Iterator[str]:
    for command in sorted(bot.walk_commands(), key=lambda command: command.qualified_name):
        rule = bot.gate.rules[command.qualified_name]
        switch = f"`{rule.switch}`" if rule.switch else ""
        what = (command.brief or command.short_doc).rstrip(".") + "."
        who = bot.gate.audience_names[rule.audience]
        yield f"| {_written(command)} | {who} | {switch} | {what} |"


def _written(command: AnyCommand) -> str:
    aliases = "".join(f" (also `!{alias}`)" for alias in command.aliases)
    return f"`{usage(command)}`{aliases}"
