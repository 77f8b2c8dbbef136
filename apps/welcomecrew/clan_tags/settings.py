"""Where the clan tags are read, and how long they are kept."""

from shared.config.fields import number, whole
from shared.config.load import Settings
from shared.config.setting import setting
from shared.sheets.settings import tab_name


class ClanTagSettings(Settings):
    """The clan list."""

    clanlist_tab_name: str = setting(
        tab_name, default="clanlist", description="tab of the clan list"
    )
    clanlist_tag_column: int = setting(
        whole(at_least=1, at_most=702),
        default=2,
        description="its column of tags, from 1, when no header is clantag, tag, abbr or code",
    )
    clan_tags_cache_ttl_sec: float = setting(
        number(above=0),
        default=28_800,
        description="age in seconds at which the known tags are stale",
    )
