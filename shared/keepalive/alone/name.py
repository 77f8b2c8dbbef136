"""What a bot is called on its pages when nobody said."""

import re
import sys
from pathlib import Path
from typing import Final

_FALLBACK: Final = "bot"
_NO_NAMES: Final = {"", "-c", "-m", "__main__", "main", "bot", "run", "app"}


def name_of_program(path: str | None = None) -> str:
    """Of its file, or of the folder where the file is called as many are; fit for a file name."""
    file = Path(sys.argv[0] if path is None else path).absolute()
    name = file.parent.name if file.stem in _NO_NAMES else file.stem
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-.")[:40] or _FALLBACK
