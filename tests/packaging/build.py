"""Builds discord-keepalive from a copy of its folder, so that nothing is left in the tree.

With the setuptools that is installed, and no network: sdist, and the wheel from that sdist.
"""

import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SOURCE: Final = ROOT / "shared" / "keepalive"
_BUILT_BY: Final = (
    "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"
)
_WITHIN_S: Final = 120


@dataclass(frozen=True, slots=True)
class Built:
    """The two files."""

    sdist: Path
    wheel: Path


def build(folder: Path) -> Built:
    """Build both into `folder`, which must be empty. Raises CalledProcessError with the output."""
    copy, out = folder / "source", folder / "dist"
    out.mkdir(parents=True)
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "LICENSE", copy)
    _build("build_sdist", copy, out)
    (sdist,) = out.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        # Python 3.11.2, which Debian 12 has, knows no filter; later ones warn without.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder / "unpacked")  # noqa: S202 - our own
    (unpacked,) = (folder / "unpacked").iterdir()
    _build("build_wheel", unpacked, out)
    (wheel,) = out.glob("*.whl")
    return Built(sdist, wheel)


def _build(what: str, source: Path, out: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", _BUILT_BY, what, out],
        cwd=source,
        check=True,
        capture_output=True,
        text=True,
        timeout=_WITHIN_S,
    )
