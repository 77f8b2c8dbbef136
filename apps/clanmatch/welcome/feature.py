"""Welcomes: a new member is greeted in the clan's channel, in the words of the welcome sheet."""

from typing import Final

from apps.clanmatch.access import WELCOMERS
from apps.clanmatch.ground import ClanmatchGround
from apps.clanmatch.welcome.admission import WelcomePresses
from apps.clanmatch.welcome.checks import hints, look, needs
from apps.clanmatch.welcome.cog import WelcomeCog
from apps.clanmatch.welcome.greeting import Greeter
from apps.clanmatch.welcome.rules.switch import WelcomeSwitch
from apps.clanmatch.welcome.settings import WelcomeSettings
from apps.clanmatch.welcome.source import ClansNow, TemplateSource
from shared.features.feature import Brings, Close, Feature, Row


def _bring(ground: ClanmatchGround, settings: WelcomeSettings) -> Brings:
    templates = TemplateSource(
        workbook=ground.workbook,
        tab=settings.welcome_sheet_tab,
        ttl=ground.sheets_ttl,
        clock=ground.clock,
    )
    ground.sources["Welcome templates"] = templates
    clans = ClansNow(roster=ground.roster, ports=ground.cards)
    switch = WelcomeSwitch(enabled=settings.welcome_enabled)
    greeter = Greeter(
        client=ground.client,
        clans=clans,
        links=ground.crests,
        log_channel=ground.log_channel,
        clock=ground.clock,
        zone=ground.zone,
        general_channel_id=settings.welcome_general_channel_id,
        footer_emoji_id=settings.c1c_footer_emoji_id,
    )
    cog = WelcomeCog(
        greeter=greeter,
        templates=templates,
        switch=switch,
        log_channel=ground.log_channel,
        clock=ground.clock,
    )
    presses = WelcomePresses(
        ground.client, greeter=greeter, templates=templates, clans=clans, switch=switch
    )
    ground.presses.add(presses.reads)
    ground.cards.offer(presses.offer)
    return Brings(cogs=[cog], closes=[Close("the welcome templates", templates.close)])


FEATURE: Final = Feature(
    name="welcome",
    settings=WelcomeSettings,
    bring=_bring,
    commands={
        f"welcome{each}": Row(WELCOMERS) for each in ("", "-refresh", "-on", "-off", "-status")
    },
    needs=needs,
    landmarks=lambda settings: (settings.welcome_general_channel_id,),
    hints=hints,
    look=look,
)
