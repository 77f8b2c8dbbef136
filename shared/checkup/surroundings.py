"""What surrounds a bot: Discord with its permissions, and the store of turns, if there is one.

Nothing here goes online: no identify is spent, and no running bot is disturbed.
"""

from collections.abc import Sequence

import discord

from shared.chat.discord_clock import DiscordClock, clock_in_words, is_wrong
from shared.chat.doctor import examine
from shared.chat.findings import Finding, Need, RoleNeed, hint, in_words
from shared.checkup.left_out import NO_STORE, left_out_of, roles_without_server, without_discord
from shared.config.load import Settings, whence
from shared.config.misspelt import misspelt, names_set
from shared.keepalive.lease.checkup import look_at_store
from shared.keepalive.lease.settings import LeaseSettings
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.trial_login import LoginFailed, logged_in
from shared.timing.clock import Clock
from shared.timing.zones import RELEASE, is_old
from shared.turn.shards import ShardPlan


async def examine_discord(
    settings: KeepaliveSettings,
    needs: Sequence[Need],
    *,
    intents: discord.Intents,
    roles: Sequence[RoleNeed],
    guild_ids: frozenset[int],
    clock: Clock,
) -> list[Finding]:
    """The token, the intents, what is needed channel by channel, and Discord's clock beside ours.

    What Discord doesn't tell, because it can't be reached, is said as that.
    """
    discord_clock = DiscordClock(clock)
    findings: list[Finding] = []
    try:
        async with logged_in(settings, intents=intents, http_trace=discord_clock.trace()) as client:
            findings.append(Finding(well=True, words=f"Discord: logged in as {client.user}"))
            findings += await examine(
                client, needs, intents=intents, roles=roles, guild_ids=guild_ids
            )
            findings += roles_without_server(needs, roles, guild_ids)
    except LoginFailed as failure:
        findings.append(Finding(well=False, words=f"Discord: {failure}"))
        findings += without_discord(needs, roles)
    ahead = discord_clock.ahead
    if ahead is not None:
        findings.append(Finding(well=not is_wrong(ahead), words=clock_in_words(ahead)))
    return findings


def examine_settings(settings: Settings, clock: Clock) -> list[Finding]:
    """What can be told from the environment alone: slips in names, old time zones."""
    findings = [
        Finding(well=True, words=f"settings: every variable is valid, from {whence(settings.file)}")
    ]
    findings += [
        hint(f"{name} means nothing to this bot; did you mean {known}?")
        for name, known in misspelt(type(settings), names_set(settings.file))
    ]
    zones = f"time zones: by tzdata {RELEASE} of the package, whatever the system has"
    if is_old(RELEASE, clock.now().year):
        findings.append(hint(f"{zones}; that is old: countries have changed their clocks since"))
    else:
        findings.append(Finding(well=True, words=zones))
    return findings + left_out_of(settings)


async def examine_store(
    settings: LeaseSettings, *, service: str, shards: ShardPlan | None
) -> list[Finding]:
    """Whether the store of turns answers, if there is one."""
    store = await look_at_store(settings, service=service, shards=shards)
    return [Finding(*store) if store else NO_STORE]


def tell(findings: Sequence[Finding]) -> ExitStatus:
    """Print every finding; the status says whether all is well."""
    print(*in_words(findings), sep="\n")  # noqa: T201 - for whoever typed `--check`
    well = all(finding.well for finding in findings)
    return ExitStatus.STOPPED if well else ExitStatus.CONFIGURATION
