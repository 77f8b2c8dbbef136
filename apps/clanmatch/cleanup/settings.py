"""The variables of the clean-up."""

from shared.config.fields import SomeOf, Thing, number
from shared.config.load import Settings
from shared.config.setting import setting


class CleanupSettings(Settings):
    """The clean-up of old messages."""

    cleanup_thread_ids: frozenset[int] = setting(
        SomeOf(Thing.PLACE),
        default=frozenset(),
        description="threads in which the bot's old messages are removed",
    )
    cleanup_every_hours: float = setting(
        number(above=0, at_most=720), default=24.0, description="hours between two clean-ups"
    )
    cleanup_age_hours: float = setting(
        number(above=0, at_most=8760),
        default=24.0,
        description="age in hours at which its messages are removed",
    )
