"""`!watch_status` and `!why`: what the watchers do, and what became of one ticket."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from apps.welcomecrew.catch_up.tally import named
from apps.welcomecrew.closing.lifecycle import State
from apps.welcomecrew.ledger.troubles import in_short
from apps.welcomecrew.watching import Watch
from apps.welcomecrew.why.inspector import Inspector
from apps.welcomecrew.why.rules import explain, thread_id_in
from apps.welcomecrew.why.status import Done, WatchReport, watch_embed
from shared.chat import limits
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words
from shared.chat.places import find_place
from shared.chat.replies import answer, take_time
from shared.sheets.errors import SheetsError, with_advice

_AT_WORK = [state for state in State if state not in {State.OPEN, State.DONE, State.GONE}]


class WatchCog(commands.Cog, name="Watch"):
    """Asks the watchers and changes nothing."""

    def __init__(self, bot: commands.Bot, *, watch: Watch) -> None:
        self._bot = bot
        self._watch = watch
        self._inspector = Inspector(
            scope=watch.scope, looker=watch.looker, ledger=watch.ledger, desk=watch.desk
        )

    @commands.hybrid_command(name="watch_status", brief="Watchers, what waits, the last actions")
    async def watch_status(self, ctx: commands.Context[Any]) -> None:
        """Which watchers are on, what waits for a tag or for Sheets, and the last five actions."""
        await answer(ctx, embeds=[watch_embed(self._report(ctx.guild))], ephemeral=True)

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

    def _report(self, guild: discord.Guild | None) -> WatchReport:
        desk, ledger = self._watch.desk.status(), self._watch.ledger.status()
        problems = [f"{ledger.problem}. {ledger.advice}"] if ledger.problem else []
        if ledger.troubles:
            problems.append(f"can't be written: {in_short(ledger.troubles)}")
        guild_id = guild.id if guild else 0
        return WatchReport(
            watchers={
                f"{channel.kind.value} (<#{channel.channel_id}>)": channel.watched
                for channel in self._watch.scope.channels.values()
            },
            tickets={state.value: desk.states[state] for state in _AT_WORK if desk.states[state]},
            held_up=desk.reasons(),
            no_room=desk.outside,
            unseen=[
                f"{named(channel)}: {why}"
                for channel, why in {
                    **self._watch.catch_up.unread,
                    **self._watch.sight.unseen(),
                }.items()
            ],
            rows_waiting=ledger.waiting,
            oldest_row=ledger.oldest,
            problem="\n⚠ ".join(problems),
            last_write=ledger.last_write,
            catch_up=self._watch.catch_up.last_words,
            done=[
                Done(
                    deed.words,
                    f"https://discord.com/channels/{guild_id}/{deed.thread_id}",
                    deed.at,
                )
                for deed in desk.deeds
            ],
        )
