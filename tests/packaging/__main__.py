"""`python -m tests.packaging FOLDER`: sdist and wheel of discord-keepalive, into FOLDER/dist."""

import sys
from pathlib import Path

from tests.packaging.build import build

built = build(Path(sys.argv[1]).absolute())
sys.stdout.write(f"{built.sdist}\n{built.wheel}\n")
