"""`python -m discord_keepalive probe`."""

import sys
from typing import Final

from .probe import probe

_USAGE: Final = "usage: python -m discord_keepalive probe [--port PORT] [--page PATH]\n"


def main() -> int:
    """Do what the first word asks; the exit status."""
    match sys.argv[1:]:
        case ["probe", *arguments]:
            return probe(arguments)
        case _:
            sys.stderr.write(_USAGE)
            return 2


if __name__ == "__main__":
    sys.exit(main())
