"""A clan's profile: `!clan`, and 💡 or its button, which turn it over."""

from typing import Final

from apps.clanmatch.ground import ClanmatchGround
from apps.clanmatch.profile.cog import ProfileCog
from apps.clanmatch.profile.flip import ProfileFlip
from apps.clanmatch.profile.presses import CardPresses
from apps.clanmatch.profile.settings import ProfileSettings
from apps.clanmatch.roster.sides import FLIP_EMOJI
from shared.features.feature import Brings, Feature, Row


def _bring(ground: ClanmatchGround, _: ProfileSettings) -> Brings:
    crest = ground.crests.of
    flip = ProfileFlip(
        ground.client, roster=ground.roster, crest=crest, ports=ground.cards, clock=ground.clock
    )
    cards = CardPresses(ground.client, roster=ground.roster, crest=crest, ports=ground.cards)
    ground.presses.add(flip.reads)
    ground.presses.add(cards.reads)
    cog = ProfileCog(roster=ground.roster, crest=crest, ports=ground.cards, flip=flip)
    return Brings(cogs=[cog])


FEATURE: Final = Feature(
    name="profile",
    settings=ProfileSettings,
    bring=_bring,
    commands={"clan": Row()},
    topics={
        "profile": (
            f"`!clan` takes a tag, a name or a part of it. {FLIP_EMOJI} or the button below turns "
            "a profile over: entry criteria, and back. **Choose this clan** shows you what you can "
            "do there."
        )
    },
)
