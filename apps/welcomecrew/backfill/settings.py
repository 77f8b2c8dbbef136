"""The backfill."""

from shared.config.fields import command_switch, switch
from shared.config.load import Settings
from shared.config.setting import setting


class BackfillSettings(Settings):
    """The backfill."""

    auto_post_backfill_details: bool = setting(
        switch, default=False, description="post the details file when a backfill ends"
    )
    post_backfill_summary: bool = setting(
        switch, default=True, description="post a summary when a backfill ends"
    )
    enable_cmd_backfill: bool = command_switch("!backfill_tickets")
    enable_cmd_backfill_status: bool = command_switch(
        "!backfill_status, !backfill_stop and !backfill_details"
    )
