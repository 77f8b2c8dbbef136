"""`!clan`: one clan's profile, or the names that may have been meant."""

from contextlib import suppress
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from apps.clanmatch.profile.controls import flip_control, suggestions
from apps.clanmatch.profile.flip import ProfileFlip
from apps.clanmatch.roster import cells
from apps.clanmatch.roster.crests import Crest
from apps.clanmatch.roster.ports import RosterPorts
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.rules.lookup import Found, NotFound
from apps.clanmatch.roster.sides import FLIP_EMOJI, Side, side_embed
from apps.clanmatch.roster.source import RosterSource
from shared.chat.failures import PREFIX
from shared.chat.limits import OPTION_TEXT, SELECT_OPTIONS, clip
from shared.chat.passing import REST_FAILURES, persistently
from shared.chat.quotes import unquoted
from shared.chat.replies import answer, answer_nonce, remove_invocation, take_time

Context = commands.Context[Any]


class ProfileCog(commands.Cog, name="Clans"):
    """Asks the roster, looks up, answers; listens for 💡."""

    def __init__(
        self, *, roster: RosterSource, crest: Crest, ports: RosterPorts, flip: ProfileFlip
    ) -> None:
        self._roster = roster
        self._crest = crest
        self._ports = ports
        self._flip = flip

    @commands.hybrid_command(
        name="clan",
        brief="A clan's profile and entry criteria",
        help=f"By tag or name; a part of the name will do. {FLIP_EMOJI} turns the profile over.",
        usage="<tag or name>",
    )
    @app_commands.describe(clan="Tag or name; a part of the name will do")
    async def clan(self, ctx: Context, *, clan: str) -> None:
        """The profile, or the nearest names."""
        await take_time(ctx, public=True)
        clan = unquoted(clan)
        copy = await self._roster.current()
        note = self._roster.note(copy)
        match copy.value.directory.find(clan):
            case Found(found):
                crest, seats = self._crest(ctx.guild, found), self._ports.seats_shown(found)
                embed = side_embed(found, Side.PROFILE, seats=seats, crest=crest, note=note)
                message = await _post(ctx, embed, flip_control(found, Side.PROFILE))
                await remove_invocation(ctx)
                # The button does the same where reactions are forbidden.
                with suppress(*REST_FAILURES):
                    await message.add_reaction(FLIP_EMOJI)
            case NotFound(nearest):
                words, view = _not_found(clan, nearest, note), suggestions(nearest)
                await answer(ctx, words, view=view, purpose="suggestions", only_below=True)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Perhaps 💡 on a profile."""
        await self._flip.on_reaction(payload)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Where we may not tidy up, people take their own 💡 back and expect a flip."""
        await self._flip.on_reaction(payload)

    @clan.autocomplete("clan")
    async def _suggest(
        self, _: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        if not self._roster.at_hand:
            return []
        directory = (await self._roster.current()).value.directory
        return [
            app_commands.Choice(
                name=clip(f"{each.name} ({each.tag})", OPTION_TEXT),
                value=(each.tag or each.name)[:OPTION_TEXT],
            )
            for each in directory.holding(typed, most=SELECT_OPTIONS)
        ]


async def _post(ctx: Context, embed: discord.Embed, view: discord.ui.View) -> discord.Message:
    """Not as a reply: the message that it would point at is removed."""
    if ctx.interaction is not None:
        return await answer(ctx, embeds=[embed], view=view)
    nonce = answer_nonce(ctx.message.id, "profile")
    return await persistently(lambda: ctx.channel.send(embed=embed, view=view, nonce=nonce))


def _not_found(wanted: str, nearest: tuple[Clan, ...], note: str) -> str:
    words = f"I know no clan “{cells.cell(wanted, 60)}”"
    if nearest:
        names = ", ".join(
            f"**{cells.cell(clan.name)}** ({cells.cell(clan.tag, 30) or 'no tag'})"
            for clan in nearest
        )
        words += f". Did you mean {names}?"
    else:
        words += f". `{PREFIX}clansearch` lists those with open spots."
    return f"{words} ({note})" if note else words
