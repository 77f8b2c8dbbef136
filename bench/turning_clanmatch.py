"""clanmatch, its turns measured: `python -m bench.turning_clanmatch`."""

from apps.clanmatch.__main__ import main
from bench.turn_probe import measure_turns

if __name__ == "__main__":
    measure_turns()
    main()
