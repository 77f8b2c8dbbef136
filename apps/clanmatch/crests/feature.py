"""Crests: `/emoji-pad` serves a server's emoji centred on a square, for the corners of embeds."""

from typing import Final

from apps.clanmatch.crests.routes import emoji_pad_routes
from apps.clanmatch.crests.service import EmojiPad
from apps.clanmatch.crests.settings import PadSettings
from apps.clanmatch.crests.url import trusted_origins
from apps.clanmatch.ground import ClanmatchGround
from shared.features.feature import Brings, Feature


def _bring(ground: ClanmatchGround, settings: PadSettings) -> Brings:
    pad = EmojiPad(
        trusted=trusted_origins(ground.cdn_url),
        max_bytes=settings.emoji_max_bytes,
        clock=ground.clock,
    )
    return Brings(routes=emoji_pad_routes(pad, default=ground.crests.canvas), opens=[pad])


FEATURE: Final = Feature(name="crests", settings=PadSettings, bring=_bring)
