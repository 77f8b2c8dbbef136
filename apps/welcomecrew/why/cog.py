"""`!why`: what became of one ticket."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from apps.welcomecrew.why.inspector import Inspector
from apps.welcomecrew.why.rules import explain, thread_id_in
from shared.chat import limits
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words
from shared.chat.places import find_place
from shared.chat.replies import answer, take_time
from shared.sheets.errors import SheetsError, with_advice


class WhyCog(commands.Cog, name="Why"):
    """Looks and changes nothing."""

    def __init__(self, bot: commands.Bot, inspector: Inspector) -> None:
        self._bot = bot
        self._inspector = inspector

    @commands.hybrid_command(name="why", brief="Why a ticket is or isn't logged", usage="[thread]")
    @app_commands.describe(thread="Mention, link or id of the ticket's thread; here, if left out")
    async def why(self, ctx: commands.Context[Any], *, thread: str = "") -> None:
        """What I know of a ticket's thread, and why it is or isn't logged, in plain words."""
        await take_time(ctx)
        found = await self._thread(ctx, thread)
        try:
            facts = await self._inspector.facts(found)
        except SheetsError as error:
            raise ExpectedFailure(with_advice(error)) from error
        except TimeoutError:
            raise ExpectedFailure("Discord is too slow just now; ask again in a minute.") from None
        except REST_FAILURES as error:
            raise ExpectedFailure(
                f"I can't read that thread at the moment: {in_words(error)}."
            ) from error
        text = limits.clip("\n".join(explain(facts)), limits.CONTENT)
        await answer(ctx, text, ephemeral=True)

    async def _thread(self, ctx: commands.Context[Any], text: str) -> discord.Thread:
        place: object = ctx.channel
        if text.strip():
            wanted = thread_id_in(text)
            if wanted is None:
                raise ExpectedFailure("Mention the thread with #, or give its link or id.")
            place = await find_place(self._bot, wanted)
        if not isinstance(place, discord.Thread) or place.guild != ctx.guild:
            raise ExpectedFailure("Ask in a ticket's thread, or say which: `!why <thread>`.")
        return place
