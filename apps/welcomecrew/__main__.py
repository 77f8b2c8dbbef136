"""`python -m apps.welcomecrew [--check | --standby]`: settings first, then the pages, then the bot.

Each is imported when it is its turn.
"""

import gc
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from apps.welcomecrew.settings import WelcomecrewGroundSettings
    from shared.checkup.command_line import Program


def main() -> NoReturn:
    """Run the bot."""
    # Nothing of what is imported can be collected yet; looking through it took a sixth of the
    # start. `run_process` switches it on again.
    gc.disable()

    from apps.welcomecrew.features import WelcomecrewSettings  # noqa: PLC0415 - see above
    from shared.checkup.command_line import start  # noqa: PLC0415 - see above

    start(
        program="welcomecrew",
        description="The ticket bot.",
        settings_type=WelcomecrewSettings,
        load=_load,
    )


def _load() -> "Program[WelcomecrewGroundSettings]":
    from apps.welcomecrew import app  # noqa: PLC0415 - see above

    return app.program()


if __name__ == "__main__":
    main()
