"""The variables of welcomes."""

from shared.config.fields import (
    PerhapsOneOf,
    Thing,
    switch,
)
from shared.config.load import Settings
from shared.config.setting import setting
from shared.sheets.settings import tab_name


class WelcomeSettings(Settings):
    """The welcome module."""

    welcome_enabled: bool = setting(
        switch, default=True, description="whether !welcome starts switched on"
    )
    welcome_sheet_tab: str = setting(
        tab_name, default="WelcomeTemplates", description="tab that holds the welcome templates"
    )
    welcome_general_channel_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE),
        default=None,
        description="channel of the short general notice, by which a welcome to a second clan is "
        "noticed; empty: neither",
    )
    c1c_footer_emoji_id: int | None = setting(
        PerhapsOneOf(Thing.EMOJI), default=None, description="emoji shown beside a welcome's footer"
    )
    enable_cmd_welcome: bool = setting(switch, default=True, description="switch of !welcome")
    enable_cmd_welcome_refresh: bool = setting(
        switch, default=True, description="switch of !welcome-refresh"
    )
    enable_cmd_welcome_on: bool = setting(switch, default=True, description="switch of !welcome-on")
    enable_cmd_welcome_off: bool = setting(
        switch, default=True, description="switch of !welcome-off"
    )
    enable_cmd_welcome_status: bool = setting(
        switch, default=True, description="switch of !welcome-status"
    )
