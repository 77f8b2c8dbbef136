"""`!help`, made from the commands themselves; lists only what the asker may run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from shared.chat import limits
from shared.chat.bot import PREFIX, AnyCommand, ChatBot, usage
from shared.chat.errors import ExpectedFailure
from shared.chat.person import Person
from shared.chat.quotes import unquoted
from shared.chat.replies import answer
from shared.chat.text import plain


@dataclass(frozen=True, slots=True)
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

    def __init__(self, bot: ChatBot, pages: HelpPages, *, colour: discord.Colour) -> None:
        self._bot = bot
        self._pages = pages
        self._colour = colour

    @commands.hybrid_command(
        name="help", brief="What I can do, or more about one topic", usage="[topic]"
    )
    @app_commands.describe(topic="A command or a topic")
    async def show_help(self, ctx: commands.Context[Any], *, topic: str = "") -> None:
        """Without a topic: everything that you may run. With one: more about it."""
        person = self._bot.person(ctx.author, ctx.guild)
        page = self._topic(topic, person) if topic.strip() else self._overview(person)
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


def _chunks(lines: Iterable[str]) -> list[str]:
    """Lines joined into as few field values as Discord's limit allows."""
    chunks: list[str] = []
    for line in (limits.clip(line, limits.FIELD_VALUE) for line in lines):
        if chunks and len(chunks[-1]) + 1 + len(line) <= limits.FIELD_VALUE:
            chunks[-1] += "\n" + line
        else:
            chunks.append(line)
    return chunks
