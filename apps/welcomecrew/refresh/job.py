"""The refresh: clan tags, sheet handles, then the catch-up; one line says how it went."""

from dataclasses import dataclass

from apps.welcomecrew.catch_up.catch_up import CatchUp
from apps.welcomecrew.clan_tags.source import ClanTags
from shared.chat.log_channel import LogChannel
from shared.chat.text import count
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.timing.clock import Clock


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Refresh:
    """One `step` per refresh time; a failing one keeps the tags that are known."""

    workbook: Workbook
    clan_tags: ClanTags
    catch_up: CatchUp
    log_channel: LogChannel
    clock: Clock

    async def step(self) -> str:
        """Refresh everything; raises what the catch-up raises, so that it is tried again."""
        self.workbook.forget()
        words = await self._tags_words()
        found = await self.catch_up.step()
        words = f"Refreshed: {words}; {found or 'no ticket was missing'}."
        hour = self.clock.now().strftime("%Y-%m-%d %H")
        await self.log_channel.say(words, about=("refresh", hour))
        return words

    async def _tags_words(self) -> str:
        try:
            copy = await self.clan_tags.refresh()
        except SheetsError as error:
            return f"no clan tags ({error})"
        words = count(len(copy.value.tags), "clan tag")
        return f"{words}, as before ({copy.problem})" if copy.problem else words
