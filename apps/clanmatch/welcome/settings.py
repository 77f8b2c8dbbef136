"""The variables of welcomes."""

from shared.config.fields import PerhapsOneOf, Thing, command_switch, switch
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
    enable_cmd_welcome: bool = command_switch("!welcome")
    enable_cmd_welcome_refresh: bool = command_switch("!welcome-refresh")
    enable_cmd_welcome_on: bool = command_switch("!welcome-on")
    enable_cmd_welcome_off: bool = command_switch("!welcome-off")
    enable_cmd_welcome_status: bool = command_switch("!welcome-status")
