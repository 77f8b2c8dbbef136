"""What a job may fail with without anybody's fault, and what is one."""

import aiohttp
import pytest

from apps.clanmatch.cleanup.job import CleanupFailed
from shared.chat.errors import ExpectedFailure
from shared.checkup.job_words import job_trouble
from shared.sheets.errors import Unreachable


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ExpectedFailure("Say where."), "Say where."),
        (CleanupFailed("1 thread was left"), "1 thread was left"),
        (aiohttp.ServerDisconnectedError(), "Discord can't be reached (ServerDisconnectedError)"),
        (KeyError("x"), None),
        (ValueError("x"), None),
    ],
)
def test_in_words_or_a_fault(error: Exception, words: str | None) -> None:
    assert job_trouble(error) == words


def test_google_says_what_to_do() -> None:
    error = Unreachable("Google is away")
    assert job_trouble(error) == f"{error}. {error.advice}"
