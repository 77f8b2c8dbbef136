"""A bot without cogs and a look at who was really pinged, for tests of single parts."""

from typing import Any

import discord

from apps.clanmatch.access import AUDIENCE_NAMES, Roles
from apps.clanmatch.app import APP
from apps.clanmatch.features import ClanmatchSettings
from shared.chat.bot import ChatBot
from shared.chat.gate import CommandGate
from shared.chat.home import Home
from shared.features.table import command_rules
from tests.behaviour.simulated import Simulated
from tests.fakes.service_account import service_account_json

_ALL_ON = ClanmatchSettings.of(
    {
        "discord_token": "x" * 60,
        "gspread_credentials": service_account_json(),
        "google_sheet_id": "clanmatch-sample",
    }
)


class Uncounted:
    """Counts nothing."""

    def count_command(self, name: str) -> None: ...

    def count_error(self, name: str) -> None: ...


class BareBot(ChatBot):
    """Has the gate of clanmatch; tests add the cog that they are about."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents.all(),
            gate=CommandGate(
                rules=command_rules(APP.features, _ALL_ON),
                belongs=Roles().belongs,
                audience_names=AUDIENCE_NAMES,
            ),
            home=Home(),
            observer=Uncounted(),
        )

    async def add_cogs(self) -> None: ...


def records(world: Simulated, channel_id: int) -> list[Any]:
    """The messages of a channel as the simulated Discord keeps them, oldest first."""
    kept: dict[int, Any] = world.env.backend.messages.get(channel_id, {})
    return sorted(kept.values(), key=lambda message: message.id)


def pinged(record: Any) -> set[int]:
    """Ids of the people and roles that a message rang for."""
    everyone = {0} if record.mention_everyone else set[int]()
    return {*record.ping_user_ids, *record.ping_role_ids, *everyone}
