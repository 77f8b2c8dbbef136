"""What this bot is without any feature: its own commands, its roles, the sheet and the roster."""

from collections.abc import Sequence
from typing import Final

from apps.clanmatch.ground import POST_PERMISSIONS, ClanmatchGround
from apps.clanmatch.presses import PressesCog
from apps.clanmatch.roster.refreshing import looked_at
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.settings import ClanmatchGroundSettings
from shared.chat.findings import Finding, Need, RoleNeed, hint, needs_of
from shared.features.feature import Brings, Close, Component, Feature, Opened, Row
from shared.keepalive.components import About
from shared.tickets.tags import ANSWER_WORDS, taken_words

_SHEETS: Final = About(
    title="Google Sheets",
    section="sheets",
    lost="nothing; the last good copy answers",
    next_step="wait if Google is away; otherwise do as the reason says, or look up these words",
)
_ROSTER: Final = About(
    title="The roster",
    section="sheets",
    lost="answers about clans",
    next_step="mend the sheet as the words say, then !reload",
)


def _bring(ground: ClanmatchGround, _: ClanmatchGroundSettings) -> Brings:
    return Brings(
        cogs=[PressesCog(ground.presses, observer=ground.keepalive.metrics)],
        components=[
            Component("sheets", ground.workbook.reachable, _SHEETS),
            Component("roster", ground.roster.state, _ROSTER),
        ],
        closes=[Close("the roster", ground.roster.close)],
    )


def _needs(settings: ClanmatchGroundSettings) -> list[Need]:
    places = {
        "LOG_CHANNEL_ID": settings.log_channel_id,
        "RECRUITERS_THREAD_ID": settings.recruiters_thread_id,
    }
    return needs_of(places, POST_PERMISSIONS)


def _roles(settings: ClanmatchGroundSettings) -> list[RoleNeed]:
    return [
        RoleNeed("RECRUITER_ROLE_IDS", settings.recruiter_role_ids),
        RoleNeed("LEAD_ROLE_IDS", settings.lead_role_ids),
        RoleNeed("ADMIN_ROLE_IDS", settings.admin_role_ids),
        RoleNeed("WELCOME_ALLOWED_ROLES", settings.welcome_allowed_roles),
    ]


def _landmarks(settings: ClanmatchGroundSettings) -> list[int | None]:
    places = (settings.log_channel_id, settings.recruiters_thread_id)
    return [*places, *(each for it in _roles(settings) for each in it.role_ids)]


def _hints(settings: ClanmatchGroundSettings) -> list[Finding]:
    """What leaves a command to nobody, or a failure untold."""
    found: list[Finding] = []
    staff = settings.recruiter_role_ids | settings.lead_role_ids | settings.admin_role_ids
    if not staff:
        found.append(
            hint(
                "RECRUITER_ROLE_IDS, LEAD_ROLE_IDS and ADMIN_ROLE_IDS are empty: only "
                "Administrators can use !clanmatch, !reload, !report and !health"
            )
        )
    elif not settings.recruiter_role_ids | settings.admin_role_ids:
        found.append(hint("RECRUITER_ROLE_IDS is empty: only Administrators can use !clanmatch"))
    elif not settings.lead_role_ids | settings.admin_role_ids:
        found.append(
            hint("LEAD_ROLE_IDS is empty: only Administrators can use !reload, !report and !health")
        )
    if not staff | settings.welcome_allowed_roles:
        found.append(hint("WELCOME_ALLOWED_ROLES is empty too: only Administrators can welcome"))
    if settings.log_channel_id is None:
        found.append(hint("LOG_CHANNEL_ID is empty: what goes wrong is told in the log only"))
    return found


async def _look(settings: ClanmatchGroundSettings, opened: Opened) -> Sequence[Finding]:
    tab, ttl = settings.worksheet_name, settings.sheets_cache_ttl_sec
    roster = RosterSource(workbook=opened.workbook, tab=tab, ttl=ttl, clock=opened.clock)
    found = await looked_at("roster", roster)
    return [found, *(_refused(clan) for clan in roster.clans_with(ANSWER_WORDS))]


def _refused(clan: Clan) -> Finding:
    """A tag that tickets use for something else."""
    return Finding(well=False, words=taken_words(f"roster: row {clan.row}", clan.tag))


BASE: Final = Feature(
    name="base",
    settings=ClanmatchGroundSettings,
    bring=_bring,
    commands={"help": Row(), "ping": Row(), "health": Row()},
    needs=_needs,
    roles=_roles,
    landmarks=_landmarks,
    hints=_hints,
    look=_look,
)
