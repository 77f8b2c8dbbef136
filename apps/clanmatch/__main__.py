"""`python -m apps.clanmatch [--check | --standby]`: settings first, then the pages, then the bot.

Each is imported when it is its turn.
"""

import gc
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from apps.clanmatch.settings import ClanmatchGroundSettings
    from shared.checkup.command_line import Program


def main() -> NoReturn:
    """Run the bot."""
    # Nothing of what is imported can be collected yet; looking through it took a sixth of the
    # start. `run_process` switches it on again.
    gc.disable()

    from apps.clanmatch.features import ClanmatchSettings  # noqa: PLC0415 - see above
    from shared.checkup.command_line import start  # noqa: PLC0415 - see above

    start(
        program="clanmatch",
        description="The recruiters' and members' bot of the cluster.",
        settings_type=ClanmatchSettings,
        load=_load,
    )


def _load() -> "Program[ClanmatchGroundSettings]":
    from apps.clanmatch import app  # noqa: PLC0415 - see above

    return app.program()


if __name__ == "__main__":
    main()
