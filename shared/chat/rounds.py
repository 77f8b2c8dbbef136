"""Rounds over many things: one bad item costs itself only, and is told."""

import logging
from collections.abc import Generator
from contextlib import contextmanager

from shared.chat.observer import Observer
from shared.chat.passing import REST_FAILURES, in_words

_log = logging.getLogger(__name__)


@contextmanager
def one_of_many(what: str, observer: Observer) -> Generator[None]:
    """The border around one item of a round: whatever its block raises, the round goes on.

    What a REST call may fail with is a line in the log; the unexpected has its traceback there
    and is counted.
    """
    try:
        yield
    except REST_FAILURES as error:
        _log.warning("%s was left out of this round: %s", what, in_words(error))
    except Exception as error:  # noqa: BLE001 - the border: an item may fail in any way
        _log.exception("%s was left out of this round", what)
        observer.count_error(type(error).__name__)
