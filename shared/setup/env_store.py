"""The `.env` file on the disk: read as it is, written in one step, for its owner's eyes only."""

import os
import tempfile
from pathlib import Path

# Bytes that are no UTF-8 must come out as they went in.
_KEPT = "surrogateescape"


def read(file: Path) -> str:
    """Its text; empty where there is none. Raises OSError."""
    if not file.exists():
        return ""
    return file.read_bytes().decode("utf-8", _KEPT)


def write(file: Path, text: str) -> None:
    """All of it or nothing, with mode 0600; a link stays one. Raises OSError."""
    target = file.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.")  # mode 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(text.encode("utf-8", _KEPT))
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
