"""What the bot may do about threads that it can't hear or speak in."""

from shared.config.fields import PerhapsOneOf, Thing, switch
from shared.config.load import Settings
from shared.config.setting import setting


class ThreadSettings(Settings):
    """Threads that the bot can't hear or speak in."""

    allow_self_join_private: bool = setting(
        switch, default=True, description="let the bot add itself to private ticket threads"
    )
    enable_notify_fallback: bool = setting(
        switch, default=True, description="post a note where the bot can't speak in a thread"
    )
    notify_channel_id: int | None = setting(
        PerhapsOneOf(Thing.PLACE),
        default=None,
        description="channel for notes about threads that the bot can't speak in",
    )
    notify_ping_role_id: int | None = setting(
        PerhapsOneOf(Thing.ROLE), default=None, description="role mentioned in those notes"
    )
