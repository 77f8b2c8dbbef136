"""Tries what was answered: the token at Discord, the key and the address at Google."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.config.load import SettingsInvalid
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.trial_login import LoginFailed
from shared.setup.answers import Word, meaning
from shared.setup.bot import NewBot
from shared.setup.discord_look import look_at_discord
from shared.setup.sheet_look import look_at_sheet
from shared.setup.sights import DiscordSight, SheetSight
from shared.setup.terminal import Terminal
from shared.sheets.errors import SheetsError
from shared.sheets.settings import SheetsSettings
from shared.timing.clock import Clock

_LOOK_AGAIN_S: Final = 2.0
_WAIT_FOR_A_SERVER_S: Final = 600.0
_DISCORD: Final = ("discord_token", "discord_api_url", "discord_gateway_url", "discord_cdn_url")
_SHEETS: Final = ("gspread_credentials", "google_sheet_id", "sheets_api_url")


@dataclass(eq=False, repr=False)
class Trials:
    """Each trial says what it finds; False: the answer won't do, ask for another one."""

    bot: NewBot[Any]
    terminal: Terminal
    clock: Clock
    discord: DiscordSight | None = None
    sheet: SheetSight | None = None

    def of_token(self, values: Mapping[str, str]) -> bool:
        """Who the bot is; then its intents and its servers, for as long as a person lets us."""
        self.discord = None
        try:
            settings = KeepaliveSettings.of(_only(values, _DISCORD))
        except SettingsInvalid as invalid:
            return self._untried(invalid)
        while self.discord is None:
            try:
                self.discord = self._look(settings)
            except LoginFailed as failure:
                self.terminal.say(f"  {failure}.")
                verdict = self._verdict("Enter to try again, back for another token")
                if verdict is not None:
                    return verdict
        self.terminal.say(f"  This is {self.discord.bot}.")
        return self._intents(settings) and self._servers(settings)

    def of_sheet(self, values: Mapping[str, str]) -> bool:
        """Whether the spreadsheet opens, and what tabs it has."""
        self.sheet = None
        try:
            settings = SheetsSettings.of(_only(values, _SHEETS))
        except SettingsInvalid as invalid:
            return self._untried(invalid)
        while self.sheet is None:
            try:
                self.sheet = asyncio.run(
                    look_at_sheet(settings, self.clock, writes=self.bot.writes)
                )
            except SheetsError as error:
                self.terminal.say(f"  {error}.", f"  {error.advice}")
                verdict = self._verdict("Enter to try again, back for another address")
                if verdict is not None:
                    return verdict
        tabs = ", ".join(self.sheet.tabs)
        self.terminal.say(f"  {self.sheet.title!r} is open to the bot. Its tabs: {tabs}.")
        return True

    def _untried(self, invalid: SettingsInvalid) -> bool:
        """Another variable stands in the way, and is asked for in its turn."""
        self.terminal.say("  This can't be tried before another variable is right:")
        self.terminal.say(*invalid.lines())
        return True

    def _look(self, settings: KeepaliveSettings) -> DiscordSight:
        return asyncio.run(look_at_discord(settings, self.bot.intents))

    def _intents(self, settings: KeepaliveSettings) -> bool:
        while True:
            sight = self.discord
            if sight is None or all(finding.well for finding in sight.intents):
                return True
            portal = f"https://discord.com/developers/applications/{sight.application_id}/bot"
            lines = [f"  {finding.words}." for finding in sight.intents if not finding.well]
            self.terminal.say(*lines, f"  {portal}")
            verdict = self._verdict("Enter once it is on, back for another token")
            if verdict is not None:
                return verdict
            self._look_again(settings)

    def _servers(self, settings: KeepaliveSettings) -> bool:
        sight = self.discord
        if sight is None:
            return True
        link = self.bot.invite_link(sight.application_id)
        if sight.servers:
            names = ", ".join(server.name for server in sight.servers)
            self.terminal.say(
                f"  It is on {names}. To invite it to another server, or with what it needs now:",
                f"  {link}",
            )
            return True
        self.terminal.say("  It is on no server yet. Open this link and choose yours:", f"  {link}")
        while not self._came_to_a_server(settings):
            verdict = self._verdict("Enter to wait again, back for another token")
            if verdict is not None:
                return verdict
        return True

    def _came_to_a_server(self, settings: KeepaliveSettings) -> bool:
        self.terminal.say("  Waiting until it is there …")
        until = self.clock.monotonic() + _WAIT_FOR_A_SERVER_S
        while self.clock.monotonic() < until:
            time.sleep(_LOOK_AGAIN_S)
            self._look_again(settings)
            if self.discord is not None and self.discord.servers:
                names = ", ".join(server.name for server in self.discord.servers)
                self.terminal.say(f"  It came to {names}.")
                return True
        return False

    def _look_again(self, settings: KeepaliveSettings) -> None:
        """What was seen before stays where Discord doesn't answer."""
        try:
            self.discord = self._look(settings)
        except LoginFailed as failure:
            self.terminal.say(f"  {failure}.")

    def _verdict(self, ways: str) -> bool | None:
        """Of an answer that won't do: ask for another one, keep it (True), or (None) try again."""
        match meaning(self.terminal.ask(f"  [{ways}, skip to go on without it] > ")):
            case Word.BACK:
                return False
            case Word.SKIP:
                return True
            case _:
                return None


def _only(values: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: values[name] for name in names if name in values}
