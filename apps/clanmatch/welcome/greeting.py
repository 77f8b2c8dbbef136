"""Carrying out one welcome: compose it, post it in the clan's channel, then the general notice."""

import logging
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

import discord

from apps.clanmatch.roster.crests import CrestLinks, find_crest
from apps.clanmatch.roster.rules.clan import clan_key
from apps.clanmatch.welcome.doubts import Doubts, WelcomeDoubted
from apps.clanmatch.welcome.rules.clan_now import ClanNow
from apps.clanmatch.welcome.rules.compose import Facts, Welcome, WelcomeRefused, compose
from apps.clanmatch.welcome.rules.templates import TemplateBook, bare
from apps.clanmatch.welcome.rules.undo import Undo
from apps.clanmatch.welcome.source import ClansNow
from apps.clanmatch.welcome.texts import general_notice, sentence, welcome_embed, why_not
from shared.chat.errors import ExpectedFailure
from shared.chat.log_channel import LogChannel
from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.chat.pings import pings
from shared.chat.places import Place, PlaceMissing, find_place
from shared.chat.replies import answer_nonce
from shared.chat.text import plain
from shared.immutable import immutable
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_NOBODY: Final = discord.AllowedMentions.none()


@immutable
class Request:
    """Who asked whom to be welcomed to which clan; `id` is that of the command or of the press."""

    id: int
    tag: str
    newcomer: discord.Member
    inviter: discord.abc.User
    guild: discord.Guild
    again: bool = False
    """Whether the inviter has said that it is meant so, whatever speaks against it."""


@immutable
class Welcomed:
    """It is done: what to say of it, and how it is taken back."""

    words: str
    undo: Undo


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Greeter:
    """Does it, or refuses with a reason that the log channel hears too."""

    client: discord.Client
    clans: ClansNow
    links: CrestLinks
    log_channel: LogChannel
    clock: Clock
    zone: tzinfo
    general_channel_id: int | None
    footer_emoji_id: int | None
    _under_way: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])

    async def greet(self, request: Request, book: TemplateBook) -> Welcomed:
        """Post the welcome and the notice; says so in words.

        Raises WelcomeDoubted when that should be asked about first, or ExpectedFailure.
        """
        # Two presses in a moment: the second one could not see yet what the first one posts.
        wanted = request.newcomer.id, clan_key(bare(request.tag))
        if wanted in self._under_way:
            name = plain(request.newcomer.display_name)
            raise ExpectedFailure(f"{name} is being welcomed there already.")
        self._under_way.add(wanted)
        try:
            return await self._greeted(request, book)
        finally:
            self._under_way.discard(wanted)

    async def _greeted(self, request: Request, book: TemplateBook) -> Welcomed:
        clan = await self.clans.about(request.tag)
        try:
            welcome = self._composed(request, book, clan)
            place = await self._place(request, welcome)
            if not request.again:
                await self._ask_first(request, book, place, clan)
            message = await self._post_welcome(request, welcome, place)
        except (WelcomeRefused, PlaceMissing) as refusal:
            reason = sentence(str(refusal))
            await self.log_channel.say(
                f"⚠️ {_who(request)} was not welcomed. {reason}", about=("refusal", request.id)
            )
            raise ExpectedFailure(f"{reason} Nothing was posted.") from refusal
        done = f"Welcomed {plain(request.newcomer.display_name)} in <#{message.channel.id}>."
        # Only now: a notice without a welcome would send people to an empty channel.
        notice_id, trouble = await self._post_notice(request, welcome)
        undo = Undo(request.newcomer.id, message.channel.id, message.id, notice_id)
        return Welcomed(f"{done}{trouble}", undo)

    async def take_back(self, undo: Undo, by: discord.abc.User) -> str:
        """Delete a welcome and its notice; says so. Raises ExpectedFailure."""
        places = [(undo.channel_id, undo.message_id)]
        if undo.notice_id and self.general_channel_id is not None:
            places.append((self.general_channel_id, undo.notice_id))
        for channel_id, message_id in places:
            message = self.client.get_partial_messageable(channel_id).get_partial_message(
                message_id
            )
            try:
                await persistently(message.delete)
            except discord.NotFound:
                continue  # deleted by hand, or by our own try
            except REST_FAILURES as error:
                raise ExpectedFailure(
                    f"I could not delete what I said in <#{channel_id}>: {in_words(error)}."
                ) from error
        words = f"The welcome of <@{undo.newcomer_id}> in <#{undo.channel_id}> was taken back"
        await self.log_channel.say(
            f"↩️ {words} by {plain(by.display_name)}.", about=("undo", undo.message_id)
        )
        return f"{words}."

    async def _ask_first(
        self, request: Request, book: TemplateBook, place: Place, clan: ClanNow | None
    ) -> None:
        """Raises WelcomeDoubted where something speaks against it."""
        doubts = Doubts(client=self.client, general_channel_id=self.general_channel_id)
        already = await doubts.said_already(place, request.newcomer, request.id)
        own = book.find(bare(request.tag))
        elsewhere = (
            await doubts.said_elsewhere(request.newcomer, own, book, request.id)
            if own and not already
            else ""
        )
        full = f"{clan.title} is full ({clan.as_of})." if clan and clan.is_full else ""
        if reasons := [reason for reason in (full, already, elsewhere) if reason]:
            raise WelcomeDoubted(reasons, said_already=bool(already))

    def _composed(self, request: Request, book: TemplateBook, clan: ClanNow | None) -> Welcome:
        facts = Facts(
            mention=request.newcomer.mention,
            username=request.newcomer.display_name,
            inviter=request.inviter.display_name,
            guild=request.guild.name,
            now=self.clock.now().astimezone(self.zone),
            lead=clan.lead if clan else "",
            deputies=clan.deputies if clan else "",
        )

        def token(wanted: str) -> str:
            emoji = _emoji(request.guild, wanted)
            return str(emoji) if emoji else ""

        return compose(book, request.tag, facts, token)

    async def _place(self, request: Request, welcome: Welcome) -> Place:
        place = await find_place(self.client, welcome.channel_id)
        if place.guild.id != request.guild.id:
            raise PlaceMissing(f"TARGET_CHANNEL_ID of {plain(welcome.tag)} is on another server")
        return place

    async def _post_welcome(
        self, request: Request, welcome: Welcome, place: Place
    ) -> discord.Message:
        embed = welcome_embed(
            welcome,
            thumbnail=self.links.thumbnail(find_crest(request.guild.emojis, welcome.tag)),
            footer_icon=self._footer_icon(request.guild),
        )
        newcomer, nonce = request.newcomer, _nonce(request, "welcome")
        try:
            return await persistently(
                lambda: place.send(
                    newcomer.mention if welcome.ping else None,
                    embed=embed,
                    allowed_mentions=pings(users=[newcomer.id] if welcome.ping else ()),
                    nonce=nonce,
                )
            )
        except REST_FAILURES as error:
            if passes_by(error):
                raise await self._unconfirmed(request, place.id, error) from error
            raise PlaceMissing(why_not(place.id, error)) from error

    async def _unconfirmed(
        self, request: Request, place_id: int, error: BaseException
    ) -> ExpectedFailure:
        why = f"Discord did not confirm the welcome in <#{place_id}>: {in_words(error)}"
        await self.log_channel.say(
            f"⚠️ {_who(request)} may not have been welcomed. {why}",
            about=("unconfirmed", request.id, request.newcomer.id),
        )
        return ExpectedFailure(
            f"{why}. Look there; if there is none, say it again. No general notice was posted."
        )

    async def _post_notice(self, request: Request, welcome: Welcome) -> tuple[int, str]:
        """Post it, if there is a channel for it: its id, and words where that failed."""
        if self.general_channel_id is None:
            return 0, ""
        try:
            place = await find_place(self.client, self.general_channel_id)
            words, nonce = general_notice(welcome), _nonce(request, "notice")
            notice = await persistently(
                lambda: place.send(words, allowed_mentions=_NOBODY, nonce=nonce)
            )
        except (PlaceMissing, *REST_FAILURES) as error:
            why = str(error) if isinstance(error, PlaceMissing) else why_not(0, error)
            await self.log_channel.say(
                f"⚠️ {_who(request)} was welcomed, without the general notice: {why}",
                about=("notice", request.id),
            )
            return 0, f" The general notice could not be posted: {why}."
        return notice.id, ""

    def _footer_icon(self, guild: discord.Guild) -> str | None:
        if self.footer_emoji_id is None:
            return None
        return self.links.badge(_emoji(guild, str(self.footer_emoji_id)))


def _emoji(guild: discord.Guild, wanted: str) -> discord.Emoji | None:
    """The server's emoji with this id or name; exact first, then whatever the case."""
    for emoji in guild.emojis:
        if wanted in {str(emoji.id), emoji.name}:
            return emoji
    return next((e for e in guild.emojis if e.name.casefold() == wanted.casefold()), None)


def _nonce(request: Request, what: str) -> str:
    return answer_nonce(request.id, what, request.newcomer.id)


def _who(request: Request) -> str:
    names = (request.newcomer.display_name, request.tag, request.inviter.display_name)
    newcomer, tag, inviter = (plain(name)[:100] for name in names)
    return f"{newcomer} (for {tag}, asked for by {inviter})"
