"""The variables of `/emoji-pad`; how large crests are stands with the roster's."""

from shared.config.fields import whole
from shared.config.load import Settings
from shared.config.setting import setting


class PadSettings(Settings):
    """The page `/emoji-pad`."""

    emoji_max_bytes: int = setting(
        whole(at_least=1_000, at_most=10_000_000),
        default=2_000_000,
        description="largest emoji that is fetched",
    )
