"""The variables of the roster and of the crests beside its clans."""

from shared.config.fields import number, switch, url, whole
from shared.config.load import Settings
from shared.config.setting import setting
from shared.sheets.settings import tab_name


class RosterSettings(Settings):
    """The roster."""

    worksheet_name: str = setting(
        tab_name, default="bot_info", description="tab that holds the roster"
    )
    sheets_cache_ttl_sec: float = setting(
        number(above=0),
        default=28_800,
        description="age in seconds at which a copy of the sheet is stale",
    )


class CrestSettings(Settings):
    """Clan crests: where their pictures come from, and how large they are drawn."""

    public_base_url: str = setting(
        url,
        default="",
        description="this service's own address, for links to /emoji-pad; empty: Render's",
    )
    strict_emoji_proxy: bool = setting(
        switch,
        default=True,
        description="OFF allows raw CDN addresses when there is no base address",
    )
    emoji_pad_size: int = setting(
        whole(at_least=64, at_most=512), default=256, description="side of a crest, pixels"
    )
    emoji_pad_box: float = setting(
        number(at_least=0.2, at_most=0.95),
        default=0.85,
        description="part of the square that a crest fills",
    )
    tag_badge_px: int = setting(
        whole(at_least=64, at_most=512),
        default=128,
        description="side of the small crest in results, pixels",
    )
    tag_badge_box: float = setting(
        number(at_least=0.2, at_most=0.95),
        default=0.90,
        description="part of the square that a small crest fills",
    )
