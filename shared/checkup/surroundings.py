"""What surrounds a bot: Discord with its permissions, and the store of turns, if there is one.

Nothing here goes online: no identify is spent, and no running bot is disturbed.
"""

from collections.abc import Sequence

import discord

from shared.chat.doctor import Finding, Need, examine, in_words
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.trial_login import LoginFailed, logged_in
from shared.lease.checkup import look_at_store
from shared.lease.settings import LeaseSettings
from shared.turn.shards import ShardPlan


async def examine_discord(
    settings: KeepaliveSettings, needs: Sequence[Need], *, intents: discord.Intents
) -> list[Finding]:
    """The token, the intents, and what is needed channel by channel."""
    try:
        async with logged_in(settings, intents=intents) as client:
            login = Finding(well=True, words=f"Discord: logged in as {client.user}")
            return [login, *await examine(client, needs, intents=intents)]
    except LoginFailed as failure:
        return [Finding(well=False, words=f"Discord: {failure}")]


async def examine_store(
    settings: LeaseSettings, *, service: str, shards: ShardPlan | None
) -> list[Finding]:
    """Whether the store of turns answers; nothing without one."""
    store = await look_at_store(settings, service=service, shards=shards)
    return [Finding(*store)] if store else []


def tell(findings: Sequence[Finding]) -> ExitStatus:
    """Print every finding; the status says whether all is well."""
    print(*in_words(findings), sep="\n")  # noqa: T201 - for whoever typed `--check`
    well = all(finding.well for finding in findings)
    return ExitStatus.STOPPED if well else ExitStatus.CONFIGURATION
