"""Who archived a thread: Discord, because nobody wrote in it, or somebody who meant it. Pure."""

from datetime import datetime, timedelta


def fell_asleep(archived_at: datetime, last_activity: datetime, after: timedelta) -> bool:
    """Whether a thread that was archived at `archived_at` was archived by Discord.

    Discord archives a thread `after` its last activity (its `auto_archive_duration`), never
    earlier. People and bots archive it before that, or it would have been archived already.
    """
    return archived_at - last_activity >= after
