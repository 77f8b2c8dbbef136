"""A short run with a seed that never changes; `make chaos` has longer ones."""

import pytest

from sandbox.chaos.report import describe
from sandbox.chaos.run import run_chaos

pytestmark = [pytest.mark.process, pytest.mark.long]

SEED, SECONDS = "a fixed one", 16.0


@pytest.mark.timeout(400)
async def test_both_bots_come_through_a_short_storm(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = await run_chaos(SEED, SECONDS, say=print)
    assert outcome.passed, f"{describe(outcome)}\n\n" + "\n".join(outcome.logs)
    assert capsys.readouterr().out.count("\n") > len(outcome.script.strikes)
