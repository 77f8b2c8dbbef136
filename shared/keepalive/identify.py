"""May a fresh process identify now? Discord resets the token of a bot that uses its budget up."""

from .ground.immutable import immutable

# Asked again this often while waiting: the budget may come back earlier than announced.
ASK_AGAIN_S = 900.0


@immutable
class SessionBudget:
    """Discord's `session_start_limit`."""

    total: int
    remaining: int
    reset_after_s: float
    max_concurrency: int = 1
    shards: int = 1
    """As many as Discord advises."""


def seconds_to_wait(budget: SessionBudget, reserve: int) -> float:
    """0 when identifying is fine; else how long to wait before asking again.

    A budget that is smaller than the reserve altogether may still be used to one half.
    """
    if budget.remaining > kept_back(budget, reserve):
        return 0.0
    return pause(budget)


def kept_back(budget: SessionBudget, reserve: int) -> int:
    """How many identifies are never spent."""
    return min(reserve, budget.total // 2)


def pause(budget: SessionBudget) -> float:
    """How long to wait for new identifies before asking again."""
    # A moment more than announced, so that the reset has happened when we ask.
    return max(1.0, min(budget.reset_after_s + 1.0, ASK_AGAIN_S))
