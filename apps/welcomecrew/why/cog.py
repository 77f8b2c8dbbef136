"""`!why`: what became of one ticket."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from apps.welcomecrew.question.change import ChangeState, change_view
from apps.welcomecrew.why.finder import ThreadFinder
from apps.welcomecrew.why.inspector import Inspector
from apps.welcomecrew.why.rules import WhyFacts, explain
from shared.chat import limits
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words
from shared.chat.replies import answer, take_time
from shared.sheets.errors import SheetsError, with_advice


class WhyCog(commands.Cog, name="Why"):
    """Looks and changes nothing."""

    def __init__(self, inspector: Inspector, finder: ThreadFinder) -> None:
        self._inspector = inspector
        self._finder = finder

    @commands.hybrid_command(
        name="why", brief="Why a ticket is or isn't logged", usage="[thread or number]"
    )
    @app_commands.describe(
        thread="The ticket's number, or mention, link or id of its thread; here, if left out"
    )
    async def why(self, ctx: commands.Context[Any], *, thread: str = "") -> None:
        """What I know of a ticket's thread, and why it is or isn't logged, in plain words."""
        await take_time(ctx)
        found = await self._thread(ctx, thread)
        try:
            facts = await self._inspector.facts(found)
        except SheetsError as error:
            doing = self._inspector.at_work(found)
            now = f"\nAt the moment: {doing}." if doing else ""
            raise ExpectedFailure(with_advice(error) + now) from error
        except TimeoutError:
            raise ExpectedFailure("Discord is too slow just now; ask again in a minute.") from None
        except REST_FAILURES as error:
            raise ExpectedFailure(
                f"I can't read that thread at the moment: {in_words(error)}."
            ) from error
        text = limits.clip("\n".join(explain(facts)), limits.CONTENT)
        await answer(ctx, text, view=_change(found, facts), ephemeral=True)

    async def _thread(self, ctx: commands.Context[Any], text: str) -> discord.Thread:
        if text.strip():
            return await self._finder.find(text, ctx.guild)
        if not isinstance(ctx.channel, discord.Thread):
            raise ExpectedFailure(
                "Ask in a ticket's thread, or say which: `!why <number or thread>`."
            )
        return ctx.channel


def _change(thread: discord.Thread, facts: WhyFacts) -> discord.ui.View | None:
    """The button that corrects the tag, or says it: of a closed ticket."""
    if not facts.closed:
        return None
    state = ChangeState(thread.id, thread.parent_id, facts.asked_id)
    return change_view(state, label="Change the tag" if facts.tag else "Say the tag")
