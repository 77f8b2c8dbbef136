"""Asks Discord whether the bot can do its work: intents, servers, channels, permissions, roles.

Over REST alone, so that a check spends no identify and disturbs no running bot. What can't be
looked at, because Discord is in trouble, is said as that: it is neither well nor broken.
"""

from collections.abc import Iterable, Sequence

import discord

from shared.chat.findings import Finding, Need, PlaceKind, RoleNeed, in_words
from shared.chat.passing import REST_FAILURES, passes_by, persistently
from shared.chat.passing import in_words as failure_in_words
from shared.chat.permissions import granted_in, missing

__all__ = ["Finding", "Need", "PlaceKind", "RoleNeed", "examine", "examine_places", "in_words"]

_UNKNOWN_CHANNEL = 10003
_POSTS = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.Thread)
_KINDS = {
    PlaceKind.POSTS: (_POSTS, "a channel or thread that messages can be posted to"),
    PlaceKind.THREAD: ((discord.Thread,), "a thread"),
    PlaceKind.TICKETS: (
        (discord.TextChannel, discord.ForumChannel),
        "a text, announcement or forum channel, under which the tickets' threads are",
    ),
}


async def examine(
    client: discord.Client,
    needs: Iterable[Need],
    *,
    intents: discord.Intents,
    roles: Iterable[RoleNeed] = (),
    guild_ids: Iterable[int] = (),
) -> list[Finding]:
    """Everything: the application's intents, and what `examine_places` looks at.

    `client` must be logged in. Raises what REST calls raise where not even the application can be
    asked for.
    """
    application = await persistently(client.application_info)
    findings = intent_findings(application, intents)
    return findings + await examine_places(client, needs, roles=roles, guild_ids=guild_ids)


async def examine_places(
    client: discord.Client,
    needs: Iterable[Need],
    *,
    roles: Iterable[RoleNeed] = (),
    guild_ids: Iterable[int] = (),
) -> list[Finding]:
    """Servers, channels with their permissions, roles; one that fails keeps none of the others."""
    examination = _Examination(client, frozenset(guild_ids))
    findings = [
        finding
        for guild_id in sorted(guild_ids)
        if (finding := await examination.of_guild(guild_id)) is not None
    ]
    findings += [await examination.of_place(need) for need in needs]
    for role in roles:
        findings += await examination.of_roles(role)
    return findings


class _Examination:
    """One look around; servers are asked for once."""

    def __init__(self, client: discord.Client, guild_ids: frozenset[int]) -> None:
        self._client = client
        self._home_ids = guild_ids
        self._guilds: dict[int, discord.Guild] = {}
        self._members: dict[int, discord.Member] = {}

    async def of_guild(self, guild_id: int) -> Finding | None:
        """Whether the bot is in a server of GUILD_IDS; nothing where it is."""
        try:
            await self._guild(guild_id)
        except (discord.NotFound, discord.Forbidden):
            return Finding(
                well=False,
                words=f"GUILD_IDS: the bot is not in the server {guild_id}; invite it, or correct "
                "the id",
            )
        except REST_FAILURES as error:
            return _unseen("GUILD_IDS", error)
        return None

    async def of_place(self, need: Need) -> Finding:
        """Whether the place is there, is of the right kind, and lets the bot do its work."""
        try:
            return await self._of_place(need)
        except discord.NotFound as error:
            what = "no such channel" if error.code == _UNKNOWN_CHANNEL else "not found"
            words = f"{what}; copy the id anew, and see that the bot was invited"
        except discord.Forbidden:
            words = "the bot may not see this channel; allow it View Channel there"
        except discord.InvalidData:
            words = "this is a channel of a kind that I don't know; choose another"
        except REST_FAILURES as error:
            if passes_by(error):
                return _unseen(need.variable, error)
            words = failure_in_words(error)
        return Finding(well=False, words=f"{need.variable}: {words}")

    async def _of_place(self, need: Need) -> Finding:
        found = await persistently(lambda: self._client.fetch_channel(need.channel_id))
        if not isinstance(found, discord.abc.GuildChannel | discord.Thread):
            return Finding(well=False, words=f"{need.variable}: this is not a channel of a server")
        kinds, wanted = _KINDS[need.kind]
        if not isinstance(found, kinds):
            kind = found.type.name.replace("_", " ")
            return Finding(
                well=False,
                words=f"{need.variable}: #{found.name} is a {kind} channel; it must be {wanted}",
            )
        if self._home_ids and found.guild.id not in self._home_ids:
            return Finding(
                well=False,
                words=f"{need.variable}: #{found.name} is on a server that GUILD_IDS does not name",
            )
        lacking = await self._lacking(need, found)
        if not lacking:
            return Finding(well=True, words=f"{need.variable}: #{found.name} is well")
        return Finding(
            well=False,
            words=f"{need.variable}: in #{found.name} the bot lacks {', '.join(lacking)}; allow it "
            "in the channel's settings, page Permissions",
        )

    async def _lacking(
        self, need: Need, found: discord.abc.GuildChannel | discord.Thread
    ) -> list[str]:
        guild = await self._guild(found.guild.id)
        # Fetched through the guild, so that its roles are known: a client that never connected
        # has no cache. A thread has no permissions of its own but those of its parent channel.
        place_id = found.parent_id if isinstance(found, discord.Thread) else found.id
        place = await persistently(lambda: guild.fetch_channel(place_id))
        if isinstance(place, discord.Thread):
            return []
        in_threads = isinstance(found, discord.Thread) or need.kind is PlaceKind.TICKETS
        granted = granted_in(place, await self._me(guild), in_threads=in_threads)
        return missing(granted, need.permissions_in(threads=in_threads))

    async def of_roles(self, need: RoleNeed) -> list[Finding]:
        """Those of its roles that no home server has, or that the bot can't mention."""
        if not need.role_ids or not self._guilds:
            return []
        homes = [
            guild
            for guild in self._guilds.values()
            if not self._home_ids or guild.id in self._home_ids
        ]
        findings: list[Finding] = []
        for role_id in sorted(need.role_ids):
            role = next((found for guild in homes if (found := guild.get_role(role_id))), None)
            if role is None:
                words = f"no role has the id {role_id}; copy the id anew, on this server"
            elif need.mentioned and not await self._can_mention(role):
                words = (
                    f"@{role.name} would not be rung: let anyone @mention it in the server's "
                    "settings, page Roles"
                )
            else:
                continue
            findings.append(Finding(well=False, words=f"{need.variable}: {words}"))
        return findings

    async def _can_mention(self, role: discord.Role) -> bool:
        try:
            me = await self._me(role.guild)
        except REST_FAILURES:
            return True  # not known: the places say that Discord is in trouble
        return role.mentionable or me.guild_permissions.mention_everyone

    async def _guild(self, guild_id: int) -> discord.Guild:
        if guild_id not in self._guilds:
            self._guilds[guild_id] = await persistently(
                lambda: self._client.fetch_guild(guild_id, with_counts=False)
            )
        return self._guilds[guild_id]

    async def _me(self, guild: discord.Guild) -> discord.Member:
        user = self._client.user
        if user is None:
            raise RuntimeError("log in before examining")
        if guild.id not in self._members:
            self._members[guild.id] = await persistently(lambda: guild.fetch_member(user.id))
        return self._members[guild.id]


def _unseen(variable: str, error: BaseException) -> Finding:
    words = f"{variable}: could not be looked at: {failure_in_words(error)}"
    return Finding(well=False, words=words, unseen=True)


def is_fit(channel: object, kind: PlaceKind) -> bool:
    """Whether a channel or thread can be used for that."""
    return isinstance(channel, _KINDS[kind][0])


def intent_findings(app: discord.AppInfo, intents: discord.Intents) -> list[Finding]:
    """Whether each privileged one of `intents` is switched on for the application."""
    flags = app.flags
    asked: Sequence[tuple[str, bool, bool]] = (
        (
            "Message Content",
            intents.message_content,
            flags.gateway_message_content or flags.gateway_message_content_limited,
        ),
        (
            "Server Members",
            intents.members,
            flags.gateway_guild_members or flags.gateway_guild_members_limited,
        ),
    )
    return [
        Finding(well=True, words=f"the {name} intent is on")
        if granted
        else Finding(
            well=False,
            words=f"the {name} intent is off; switch it on in the Discord developer portal, "
            "page Bot, section Privileged Gateway Intents",
        )
        for name, wanted, granted in asked
        if wanted
    ]
