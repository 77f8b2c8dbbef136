"""What each bot answers `!help` about. Written by `make docs` from the features."""

from typing import Final

from shared.chat.neighbours import Neighbour

FAMILY: Final = (
    Neighbour(
        service="clanmatch",
        topics=(
            "search",
            "profile",
            "seats",
            "sheet",
        ),
        commands=(
            (
                "!clan <tag or name>",
                "A clan's profile and entry criteria",
            ),
            (
                "!clansearch",
                "Look for a clan that suits you",
            ),
            (
                "!health",
                "How I am, the worst thing first",
            ),
            (
                "!help [topic]",
                "What I can do, or more about one topic",
            ),
            (
                "!mmhealth",
                "One line for dashboards",
            ),
            (
                "!ping",
                "A sign of life",
            ),
        ),
        names=(
            "clan",
            "clanmatch",
            "clansearch",
            "health",
            "help",
            "mmhealth",
            "ping",
            "profile",
            "reload",
            "report",
            "search",
            "seats",
            "sheet",
            "status",
            "welcome",
            "welcome-off",
            "welcome-on",
            "welcome-refresh",
            "welcome-status",
        ),
    ),
    Neighbour(
        service="welcomecrew",
        topics=(
            "tickets",
            "tags",
            "sheet",
            "restarts",
        ),
        commands=(
            (
                "!health",
                "How I am, the worst thing first",
            ),
            (
                "!help [topic]",
                "What I can do, or more about one topic",
            ),
            (
                "!ping",
                "A sign of life",
            ),
        ),
        names=(
            "backfill_details",
            "backfill_status",
            "backfill_stop",
            "backfill_tickets",
            "checksheet",
            "clan_tags_debug",
            "dedupe_sheet",
            "env_check",
            "figures",
            "health",
            "help",
            "ping",
            "reboot",
            "reload",
            "restarts",
            "sheet",
            "sheetstatus",
            "tags",
            "tickets",
            "watch_status",
            "why",
        ),
    ),
)
