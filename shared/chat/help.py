"""`!help`, made from the commands themselves; lists only what the asker may run."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from shared.chat import limits
from shared.chat.bot import ChatBot
from shared.chat.errors import ExpectedFailure
from shared.chat.failures import PREFIX, AnyCommand, usage
from shared.chat.neighbours import Neighbour, Neighbours
from shared.chat.person import Person
from shared.chat.quotes import unquoted
from shared.chat.replies import answer
from shared.chat.text import plain
from shared.immutable import immutable
from shared.timing.clock import SystemClock

_SAME: Final = frozenset({"help", "ping", "health", "reboot"})
"""Commands of every bot, of which one answer says it all. What else has one name in two bots is
not the same thing."""


@immutable
class HelpPages:
    """An app's own words: what the bot is for, its audiences in order, topics beside commands."""

    title: str
    intro: str
    audiences: Mapping[str, str]
    """Audience → heading, in the order of the overview."""
    topics: Mapping[str, str]
    """Topic → text (markdown); shown by `!help <topic>`."""


class HelpCog(commands.Cog, name="Help"):
    """The help command of both bots."""

    def __init__(
        self,
        bot: ChatBot,
        pages: HelpPages,
        *,
        colour: discord.Colour,
        neighbours: Neighbours | None = None,
    ) -> None:
        """`neighbours`: other bots of the family, which may be on the same server."""
        self._bot = bot
        self._pages = pages
        self._colour = colour
        self._neighbours = neighbours or Neighbours(
            client=bot, service=pages.title, family=(), clock=SystemClock()
        )

    async def cog_load(self) -> None:
        """The other bot is known by what it says."""
        self._bot.hear("message", self._neighbours.note)

    @property
    def pages(self) -> HelpPages:
        """What it tells beside the commands."""
        return self._pages

    @commands.hybrid_command(
        name="help", brief="What I can do, or more about one topic", usage="[topic]"
    )
    @app_commands.describe(topic="A command or a topic")
    async def show_help(self, ctx: commands.Context[Any], *, topic: str = "") -> None:
        """Without a topic: everything that you may run. With one: more about it."""
        person = self._bot.person(ctx.author, ctx.guild)
        if topic.strip():
            page = await self._topic_in_turn(ctx, topic, person)
        else:
            page = await self._overview_in_turn(ctx, person)
        if page is not None:
            await answer(ctx, embeds=[page], ephemeral=True)

    @show_help.autocomplete("topic")
    async def _suggest(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        person = self._bot.person(interaction.user, interaction.guild)
        names = [c.qualified_name for c in self._runnable(person)] + list(self._pages.topics)
        matching = [name for name in names if typed.lower() in name.lower()]
        return [
            app_commands.Choice(name=name, value=name) for name in matching[: limits.SELECT_OPTIONS]
        ]

    async def _overview_in_turn(
        self, ctx: commands.Context[Any], person: Person
    ) -> discord.Embed | None:
        """One overview for both bots where both are there; None where the other one gave it."""
        if not self._neighbours.leads:
            theirs = await self._neighbours.answer_to(ctx)
            if theirs is not None and self._pages.title in _field_names(theirs):
                return None
        page = self._overview(person)
        if self._neighbours.leads and self._neighbours.is_here(ctx.guild):
            for other in self._neighbours.others:
                page.add_field(name=other.service, value=_in_short(other), inline=False)
        return page

    async def _topic_in_turn(
        self, ctx: commands.Context[Any], topic: str, person: Person
    ) -> discord.Embed | None:
        """More about a topic of ours. Raises ExpectedFailure for one that nobody answers."""
        wanted = unquoted(topic).removeprefix(PREFIX).lower()
        theirs, ours = self._neighbours.of(wanted), self._knows(wanted)
        is_same = wanted in _SAME and theirs is not None
        is_in_turn = (ours and not is_same) or (self._neighbours.leads and (ours or not theirs))
        if not is_in_turn and await self._neighbours.answer_to(ctx) is not None:
            return None
        if theirs is not None and not ours:
            raise ExpectedFailure(
                f"“{limits.clip(plain(wanted), 60)}” is a topic of {theirs.service}, not of mine. "
                + _where_to_ask(ctx, theirs, wanted)
            )
        return self._topic(topic, person)

    def _knows(self, wanted: str) -> bool:
        topics = {name.lower() for name in self._pages.topics}
        return wanted in topics or self._bot.get_command(wanted) is not None

    def _overview(self, person: Person) -> discord.Embed:
        page = self._page(self._pages.title, self._pages.intro)
        runnable = self._runnable(person)
        for audience, heading in self._pages.audiences.items():
            lines = [
                f"`{usage(command)}` {command.brief or command.short_doc}"
                for command in runnable
                if self._bot.gate.audience(command.qualified_name) == audience
            ]
            for part, text in enumerate(_chunks(lines)):
                page.add_field(name=heading if part == 0 else "…", value=text, inline=False)
        if self._pages.topics:
            topics = ", ".join(f"`{PREFIX}help {topic}`" for topic in self._pages.topics)
            page.add_field(name="More", value=limits.clip(topics, limits.FIELD_VALUE), inline=False)
        return page

    def _topic(self, topic: str, person: Person) -> discord.Embed:
        wanted = unquoted(topic).removeprefix(PREFIX).lower()
        for name, text in self._pages.topics.items():
            if name.lower() == wanted:
                return self._page(name.capitalize(), text)
        command = self._bot.get_command(wanted)
        if command is None or command not in self._runnable(person):
            known = limits.clip(plain(wanted), 60)
            raise ExpectedFailure(
                f"I have no help on “{known}”. `{PREFIX}help` lists what you can ask about."
            )
        page = self._page(f"`{usage(command)}`", command.help or command.brief or "")
        if command.aliases:
            page.add_field(name="Also", value=", ".join(f"`{PREFIX}{a}`" for a in command.aliases))
        return page

    def _page(self, title: str, text: str) -> discord.Embed:
        return discord.Embed(
            title=limits.clip(title, limits.EMBED_TITLE),
            description=limits.clip(text, limits.EMBED_DESCRIPTION),
            colour=self._colour,
        )

    def _runnable(self, person: Person) -> Sequence[AnyCommand]:
        visible = (command for command in self._bot.walk_commands() if not command.hidden)
        return sorted(
            (c for c in visible if self._bot.gate.may_run(c.qualified_name, person)),
            key=lambda command: command.qualified_name,
        )


def _field_names(message: discord.Message) -> set[str | None]:
    return {field.name for embed in message.embeds for field in embed.fields}


def _in_short(other: Neighbour) -> str:
    """What everybody may ask of another bot."""
    lines = [f"`{usage}` {purpose}" for usage, purpose in other.commands]
    topics = ", ".join(f"`{PREFIX}help {topic}`" for topic in other.topics)
    return limits.clip("\n".join([*lines, topics]), limits.FIELD_VALUE)


def _where_to_ask(ctx: commands.Context[Any], other: Neighbour, topic: str) -> str:
    if ctx.interaction is not None or ctx.guild is None:
        return f"Say `{PREFIX}help {topic}` in a channel of the server, and it answers."
    return f"It doesn't answer here at the moment; {other.service} may be away, or not invited."


def _chunks(lines: Iterable[str]) -> list[str]:
    """Lines joined into as few field values as Discord's limit allows."""
    chunks: list[str] = []
    for line in (limits.clip(line, limits.FIELD_VALUE) for line in lines):
        if chunks and len(chunks[-1]) + 1 + len(line) <= limits.FIELD_VALUE:
            chunks[-1] += "\n" + line
        else:
            chunks.append(line)
    return chunks
