"""A clan's profile: `!clan`, and 💡 or its button, which turn it over."""

from typing import Final

from apps.clanmatch.ground import ClanmatchGround
from apps.clanmatch.profile.cog import ProfileCog
from apps.clanmatch.profile.flip import ProfileFlip
from apps.clanmatch.profile.settings import ProfileSettings
from apps.clanmatch.roster.sides import FLIP_EMOJI
from shared.features.feature import Brings, Feature, Row


def _bring(ground: ClanmatchGround, _: ProfileSettings) -> Brings:
    crest = ground.crests.of
    flip = ProfileFlip(ground.client, roster=ground.roster, crest=crest, clock=ground.clock)
    ground.presses.add(flip.reads)
    return Brings(cogs=[ProfileCog(roster=ground.roster, crest=crest, flip=flip)])


FEATURE: Final = Feature(
    name="profile",
    settings=ProfileSettings,
    bring=_bring,
    commands={"clan": Row()},
    topics={
        "profile": (
            f"`!clan` takes a tag, a name or a part of it. {FLIP_EMOJI} or the button below turns "
            "a profile over: entry criteria, and back."
        )
    },
)
