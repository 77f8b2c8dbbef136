"""The commands that any bot with a keepalive has: !ping, !health and, if wanted, !reboot.

Who may use them is the bot's own affair: a check of the whole bot decides.
"""

import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord.ext import commands

from .headline import NOTHING_LOST
from .health import HealthReport
from .jobs import JobState
from .lifetime import ExitStatus
from .service import Keepalive
from .snapshot import GatewayState

_log = logging.getLogger(__name__)

_LONGEST_MESSAGE = 2000
_LONGEST_FACT = 400
_LIGHTS = {True: "🟢", False: "🔴", None: "⚪"}
_AMBER = {GatewayState.ZOMBIE, GatewayState.DEAF, GatewayState.STARTING, GatewayState.WAITING}


class KeepaliveCog(commands.Cog, name="Health"):
    """Is the bot alive, and how is it?"""

    def __init__(
        self,
        keepalive: Keepalive,
        *,
        health_aliases: Sequence[str] = (),
        reboot: bool,
        tells_details: Callable[[commands.Context[Any]], bool] = lambda _: True,
    ) -> None:
        self._keepalive = keepalive
        self._tells_details = tells_details
        self.health.aliases = list(health_aliases)
        if not reboot:
            self.__cog_commands__ = [c for c in self.__cog_commands__ if c.name != "reboot"]

    @commands.hybrid_command(name="ping", brief="A sign of life")
    async def ping(self, ctx: commands.Context[Any]) -> None:
        """I add 🏓 to your message, nothing else."""
        if ctx.interaction is not None:
            await _tell(ctx.interaction, "🏓")
            return
        # The message may be gone, or reactions forbidden: nothing that a reply would mend.
        with contextlib.suppress(discord.NotFound, discord.Forbidden):
            await ctx.message.add_reaction("🏓")

    @commands.hybrid_command(name="health", brief="How I am, the worst thing first")
    async def health(self, ctx: commands.Context[Any]) -> None:
        """The worst thing first, since when, and what is lost.

        For those who run me also latency, components such as Sheets, uptime and jobs. The
        components were checked within the last minute or so; nothing is asked anew.
        """
        health = self._keepalive.health()
        text = sentence(health)
        if self._tells_details(ctx):
            text = health_text(health, self._keepalive.jobs.states())
        await self._answer(ctx, text, purpose="health")

    @commands.hybrid_command(name="reboot", brief="End this process; the host starts a new one")
    async def reboot(self, ctx: commands.Context[Any]) -> None:
        """I drop the gateway, write what is waiting, and exit; the host starts me again."""
        await self._answer(ctx, "🔄 Rebooting…", purpose="reboot")
        # The reason shows on the public pages, so who asked is for the log alone.
        _log.info("user %d asked to reboot", ctx.author.id)
        self._keepalive.lifetime.request_stop(
            ExitStatus.STOPPED, "asked to reboot by command", cause="command"
        )

    @staticmethod
    async def _answer(ctx: commands.Context[Any], text: str, *, purpose: str) -> None:
        if ctx.interaction is not None:
            await _tell(ctx.interaction, text)
            return
        # During a deploy two instances answer; Discord posts the same nonce only once.
        nonce = f"{ctx.message.id}{purpose[:1]}"
        nobody = discord.AllowedMentions.none()
        # Whoever deletes what they asked is answered all the same.
        question = ctx.message.to_reference(fail_if_not_exists=False)
        await ctx.channel.send(text, reference=question, nonce=nonce, allowed_mentions=nobody)


async def _tell(interaction: discord.Interaction[Any], text: str) -> None:
    """For the asker's eyes alone.

    `Context.send` would post to the channel once the clock of this machine says that the
    interaction is too old (discord.py 2.7.1).
    """
    await interaction.response.send_message(
        text, ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
    )


def sentence(health: HealthReport) -> str:
    """How I am, for everybody."""
    words, state = _plain(health.reason), health.state.value
    told = words if words.startswith(state) else f"{state}: {words}"
    since = discord.utils.format_dt(health.since, "R")
    lost = "Nothing is lost." if health.lost == NOTHING_LOST else f"Lost: {health.lost}."
    return f"{_light(health)} **{health.service}** is {told} (since {since}). {lost}"


def _light(health: HealthReport) -> str:
    if not health.connected and health.state not in _AMBER:
        return "🔴"
    return "🟠" if health.failing or health.state in _AMBER else "🟢"


def health_text(health: HealthReport, jobs: Sequence[JobState]) -> str:
    """The report for those who run the bot: the sentence, then one fact a line."""
    latency = "unknown" if health.latency_s is None else f"{health.latency_s * 1000:.0f} ms"
    event = "none yet" if health.last_event_age_s is None else f"{health.last_event_age_s} s ago"
    figures = f"**Latency**: {latency} | **Uptime**: {health.uptime} | **Last event**: {event}"
    lines = [
        f"{sentence(health)} What to do: {health.next_step} ({health.runbook}).",
        f"**Gateway**: {health.state.value} | {figures}",
        *(
            f"{_LIGHTS[it.ok]} **{it.title or it.name.capitalize()}**: {_plain(it.words)}"
            for it in health.components
        ),
        *(_job_line(job) for job in jobs),
    ]
    return _as_many_as_fit(lines)


def _job_line(job: JobState) -> str:
    outcome = "running now" if job.running else _plain(job.last_outcome)
    # No "in 9 seconds": Discord counts on while the message stands, and then says "9 seconds ago".
    due = "" if job.next_run is None else f"; next {discord.utils.format_dt(job.next_run, 'f')}"
    return f"{_LIGHTS[job.ok]} **{job.name}**: {outcome}{due}"


def _plain(words: str) -> str:
    """Checks and jobs may repeat what stands in a spreadsheet: no markdown, no mention of it."""
    short = words if len(words) <= _LONGEST_FACT else words[:_LONGEST_FACT] + "…"
    return discord.utils.escape_mentions(discord.utils.escape_markdown(short))


def _as_many_as_fit(lines: Sequence[str]) -> str:
    """Whole lines within one message, and a sign where some are left out."""
    text = lines[0]
    for line in lines[1:]:
        longer = f"{text}\n{line}"
        if len(longer) > _LONGEST_MESSAGE - len("\n…"):
            return f"{text}\n…"
        text = longer
    return text
