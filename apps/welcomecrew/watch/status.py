"""`!watch_status`: what the watchers do."""

from typing import Any, Final

import discord
from discord.ext import commands

from apps.welcomecrew.catch_up.catch_up import CatchUp
from apps.welcomecrew.catch_up.tally import named
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.lifecycle import State
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.reading.sight import Sight
from apps.welcomecrew.tickets.scope import Scope
from apps.welcomecrew.watch.texts import Done, WatchReport, watch_embed
from shared.chat.replies import answer
from shared.sheets.ledger.troubles import in_short

_AT_WORK: Final = [state for state in State if state not in {State.OPEN, State.DONE, State.GONE}]


class StatusCog(commands.Cog, name="Watch"):
    """Asks the watchers and changes nothing."""

    def __init__(
        self, *, scope: Scope, desk: Desk, ledger: Ledger, sight: Sight, catch_up: CatchUp
    ) -> None:
        self._scope = scope
        self._desk = desk
        self._ledger = ledger
        self._sight = sight
        self._catch_up = catch_up

    @commands.hybrid_command(name="watch_status", brief="Watchers, what waits, the last actions")
    async def watch_status(self, ctx: commands.Context[Any]) -> None:
        """Which watchers are on, what waits for a tag or for Sheets, and the last five actions."""
        await answer(ctx, embeds=[watch_embed(self._report(ctx.guild))], ephemeral=True)

    def _report(self, guild: discord.Guild | None) -> WatchReport:
        desk, ledger = self._desk.status(), self._ledger.status()
        problems = [f"{ledger.problem}. {ledger.advice}"] if ledger.problem else []
        if ledger.troubles:
            problems.append(f"can't be written: {in_short(ledger.troubles)}")
        guild_id = guild.id if guild else 0
        return WatchReport(
            watchers={
                f"{channel.kind.value} (<#{channel.channel_id}>)": channel.watched
                for channel in self._scope.channels.values()
            },
            tickets={state.value: desk.threads[state] for state in _AT_WORK if desk.states[state]},
            held_up={words: desk.held_up[words] for words in dict(desk.troubles.most_common(5))},
            no_room=desk.outside,
            unseen=[
                f"{named(channel)}: {why}"
                for channel, why in {
                    **self._catch_up.unread,
                    **self._sight.unseen(),
                }.items()
            ],
            rows_waiting=ledger.waiting,
            oldest_row=ledger.oldest,
            problem="\n⚠ ".join(problems),
            last_write=ledger.last_write,
            catch_up=self._catch_up.words,
            done=[
                Done(
                    deed.words,
                    f"https://discord.com/channels/{guild_id}/{deed.thread_id}",
                    deed.at,
                )
                for deed in desk.deeds
            ],
        )
