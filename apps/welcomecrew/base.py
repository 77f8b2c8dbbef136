"""The bot without any feature: its rooms, and the commands that every bot has."""

from collections.abc import Sequence
from typing import Final

from apps.welcomecrew.access import ADMINS
from apps.welcomecrew.clan_tags.clan_list import read_clan_list
from apps.welcomecrew.ground import WelcomecrewGround
from apps.welcomecrew.needs import hints, needs, role_needs
from apps.welcomecrew.settings import WelcomecrewGroundSettings
from shared.chat.findings import Finding
from shared.chat.text import count
from shared.features.feature import Brings, Close, Component, Feature, Opened, Row, Run
from shared.features.writing import protected, to_be_made, tried
from shared.keepalive.components import About
from shared.tickets.tags import taken_words

_SHEETS: Final = About(
    title="Google Sheets",
    section="sheets",
    lost="nothing; rows wait until they can be written",
    next_step="wait if Google is away; otherwise do as the reason says, or look up these words",
)


def _bring(ground: WelcomecrewGround, _settings: WelcomecrewGroundSettings) -> Brings:
    async def write_rows() -> None:
        turn = ground.keepalive.turn
        await turn.taken()
        if turn.term is None:
            # Of several instances another one may have spoken since: catch-up knows better.
            await ground.ledger.open()
        await ground.ledger.run()

    async def write_the_rest() -> None:
        await ground.ledger.finish(ground.keepalive.lifetime.left_s() / 2)

    return Brings(
        pressables=[
            ground.picker.item,
            ground.suggestions.item,
            ground.changer.item,
            ground.changer.which,
        ],
        components=[Component("sheets", ground.workbook.reachable, about=_SHEETS)],
        runs=[Run("the ledger", write_rows)],
        # No new answers; then the ledger writes what it still can.
        closes=[
            Close("the tag picker", ground.picker.close),
            Close("the ledger", write_the_rest),
            Close("the clan tags", ground.clan_tags.close),
        ],
    )


async def _look(settings: WelcomecrewGroundSettings, opened: Opened) -> list[Finding]:
    """Whether the bot may write, and whether what it doesn't make by itself is there."""
    what, tabs = "spreadsheet", settings.ticket_tabs
    return [
        *to_be_made(opened, tabs, what),
        *await protected(opened, tabs, what, lost="tickets there can't be written"),
        await tried(
            opened, well=f"{what}: the bot may write to it", ill=f"{what}: the bot can't add to it"
        ),
        *await _look_at_clan_tags(settings, opened),
    ]


async def _look_at_clan_tags(
    settings: WelcomecrewGroundSettings, opened: Opened
) -> Sequence[Finding]:
    tab = settings.clanlist_tab_name
    grid = (await opened.workbook.read([tab]))[tab]
    clan_list = read_clan_list(grid, tab, settings.clanlist_tag_column)
    findings: list[Finding] = []
    if clan_list.unread:
        findings.append(Finding(well=False, words=f"clan tags: {clan_list.unread}"))
    number = 0 if clan_list.is_doubtful else len(clan_list.tags)
    where = f"column {clan_list.column} of {tab!r}"
    advice = (
        "" if number else "; head it with clantag, tag, abbr or code, or set CLANLIST_TAG_COLUMN"
    )
    findings += [
        Finding(well=False, words=taken_words(f"clan tags: {where}", tag))
        for tag in clan_list.reserved
    ]
    words = f"clan tags: {count(number, 'tag')} in {where}{advice}"
    return [*findings, Finding(well=number > 0, words=words)]


BASE: Final = Feature[WelcomecrewGround, WelcomecrewGroundSettings](
    name="base",
    settings=WelcomecrewGroundSettings,
    bring=_bring,
    commands={"help": Row(), "ping": Row(), "health": Row(), "reboot": Row(ADMINS)},
    needs=needs,
    roles=role_needs,
    landmarks=lambda settings: (settings.welcome_channel_id, settings.promo_channel_id),
    hints=hints,
    look=_look,
)
