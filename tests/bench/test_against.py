"""The comparison with an earlier commit: what it measures, and what it can't find."""

import os
import sys
from pathlib import Path

import pytest

from bench.against.checkout import Checkout, NoSuchCommit, checkout_of
from bench.against.starts import processor_s, start
from sandbox.server import Sandbox
from tests.process.harness import REPOSITORY


async def test_a_commit_that_is_not_there_is_named() -> None:
    with pytest.raises(NoSuchCommit, match="no-such-commit"):
        async with checkout_of("no-such-commit"):
            pass


def test_processor_time_is_that_of_the_process() -> None:
    before = os.times()
    taken = processor_s(os.getpid())
    after = os.times()
    # The kernel counts in hundredths.
    assert before.user + before.system - 0.05 <= taken <= after.user + after.system + 0.05


@pytest.mark.process
async def test_a_start_has_all_its_figures(tmp_path: Path) -> None:
    side = Checkout(REPOSITORY, Path(sys.executable))
    async with Sandbox.open() as box:
        found = await start(box, "clanmatch", side, tmp_path, settle_s=0)
    assert 0 < found.first_answer_s <= found.ready_s
    assert found.processor_s > 0
    assert found.resident_mib > 20
