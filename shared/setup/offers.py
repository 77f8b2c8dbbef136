"""What there is to choose from, by what was seen on Discord and in the spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.setup.bot import NewBot
from shared.setup.choices import Choice
from shared.setup.needed import is_mentioned, need_of
from shared.setup.questions import CHOSEN_ON_DISCORD, Kind, Question
from shared.setup.sights import choices_on
from shared.setup.trials import Trials
from shared.sheets.service_account import ServiceAccount


class Offers:
    """Asks what the trials have seen; values are by field, as in `Course`."""

    def __init__(self, bot: NewBot[Any], trials: Trials) -> None:
        self._bot = bot
        self._trials = trials

    def choices(self, question: Question, values: Mapping[str, str]) -> list[Choice]:
        """Tabs, or things of the home servers; none where nothing was seen."""
        if question.kind is Kind.TAB:
            sheet = self._trials.sheet
            return [Choice(tab, tab) for tab in sheet.tabs] if sheet else []
        sight = self._trials.discord
        if question.kind not in CHOSEN_ON_DISCORD or sight is None:
            return []
        bot = self._bot
        home = set(values.get("guild_ids", "").replace(",", " ").split())
        servers = [
            server
            for server in sight.servers
            if question.kind is Kind.SERVER or not home or str(server.id) in home
        ]
        need = need_of(bot.settings, bot.needs, values, question.field, question.variable)
        mentioned = is_mentioned(bot.settings, bot.roles, values, question.field)
        return choices_on(servers, question.kind, need, mentioned=mentioned)

    def hints(
        self, question: Question, values: Mapping[str, str], choices: Sequence[Choice]
    ) -> list[str]:
        """What helps with just this question: whom to share with, which tab is missing."""
        if question.kind is Kind.SPREADSHEET:
            return self._share_with(values)
        name = values.get(question.field) or question.default
        tabs = {choice.value.casefold() for choice in choices}
        if question.kind is Kind.TAB and tabs and name.casefold() not in tabs:
            return [f"  The spreadsheet has no tab {name!r}. It has:"]
        return []

    def _share_with(self, values: Mapping[str, str]) -> list[str]:
        try:
            key = ServiceAccount.parse(values.get("gspread_credentials", ""))
        except ValueError:
            return []
        role = "an Editor" if self._bot.writes else "a Viewer"
        return [f"  Open the spreadsheet, press Share and add {key.client_email} as {role}."]
