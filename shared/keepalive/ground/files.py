"""Small files that outlive the process."""

from pathlib import Path


def replace_text(file: Path, text: str) -> None:
    """Write all of `text` or nothing: the process may be killed at any moment. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(text, "utf-8")
    beside.replace(file)
