"""`!env_check`: the settings, and what Discord lets the bot do."""

from typing import Final

from apps.welcomecrew.access import ADMINS
from apps.welcomecrew.env_check.cog import EnvCheckCog
from apps.welcomecrew.env_check.facts import facts_of
from apps.welcomecrew.env_check.settings import EnvCheckSettings
from apps.welcomecrew.ground import WelcomecrewGround
from shared.features.feature import Brings, Feature, Row


def _bring(ground: WelcomecrewGround, settings: EnvCheckSettings) -> Brings:
    # Those of the whole bot: they come in one.
    cog = EnvCheckCog(ground.client, facts=facts_of(settings), needs=ground.needs)
    return Brings(cogs=[cog])


FEATURE: Final = Feature[WelcomecrewGround, EnvCheckSettings](
    name="env_check",
    settings=EnvCheckSettings,
    bring=_bring,
    commands={"env_check": Row(ADMINS)},
)
