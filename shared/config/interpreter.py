"""Which Pythons the bots are tested on; a newer one is warned about, not refused."""

import sys

TESTED = ((3, 11), (3, 14))


def doubt(version: tuple[int, int] = sys.version_info[:2]) -> str | None:
    """What to say of this Python; None when the tests run on it.

    An older one never gets here: the code doesn't compile there.
    """
    oldest, newest = TESTED
    if version <= newest:
        return None
    return (
        f"Python {_dotted(version)} is newer than what the bots are tested on "
        f"({_dotted(oldest)} to {_dotted(newest)}): take one of those if something fails"
    )


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
