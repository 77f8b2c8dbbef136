"""`!why`: what became of a ticket."""

from typing import Final

from apps.welcomecrew.access import STAFF
from apps.welcomecrew.ground import WelcomecrewGround
from apps.welcomecrew.why.cog import WhyCog
from apps.welcomecrew.why.finder import ThreadFinder
from apps.welcomecrew.why.inspector import Inspector
from apps.welcomecrew.why.settings import WhySettings
from shared.features.feature import Brings, Feature, Row


def _bring(ground: WelcomecrewGround, _settings: WhySettings) -> Brings:
    inspector = Inspector(
        scope=ground.scope, looker=ground.looker, ledger=ground.ledger, desk=ground.desk
    )
    finder = ThreadFinder(
        client=ground.client, scope=ground.scope, ledger=ground.ledger, desk=ground.desk
    )
    return Brings(cogs=[WhyCog(inspector, finder)])


FEATURE: Final = Feature[WelcomecrewGround, WhySettings](
    name="why",
    settings=WhySettings,
    bring=_bring,
    commands={"why": Row(STAFF)},
)
