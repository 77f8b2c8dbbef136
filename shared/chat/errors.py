"""Failures that are expected, each with the sentence that its reader can act on."""

from typing import Final

TROUBLE: Final = (
    "Discord is in trouble just now, and I tried more than once. See whether it was done before "
    "you ask for it again."
)
"""What is told when a call failed with what passes by itself."""


class ExpectedFailure(Exception):
    """Something that can happen to anyone; `str(error)` is the answer, in plain words.

    Raise it in any command or click. It is shown to whoever asked, and to nobody else where
    Discord allows that, and is not logged as an error.
    """


class AnsweredElsewhere(Exception):
    """Another instance of the bot, or an earlier click, has answered already: say nothing."""


def in_plain_words(error: Exception) -> str | None:
    """The answer to an expected failure of discord.py's own; None for the unexpected."""
    return _WORDS.get(type(error).__name__)


# By name, so that a reader sees at once what is said when.
_WORDS = {
    "NoPrivateMessage": "This command works only on the server, not in direct messages.",
    "PrivateMessageOnly": "This command works only in direct messages.",
    "MemberNotFound": "I can't find that member here. Mention them, or give their exact name.",
    "UserNotFound": "I can't find that person. Mention them, or give their id.",
    "ChannelNotFound": "I can't find that channel. Mention it with #, or give its id.",
    "ThreadNotFound": "I can't find that thread. Mention it with #, or give its id.",
    "RoleNotFound": "I can't find that role. Mention it, or give its exact name.",
    "UnexpectedQuoteError": "There is a quotation mark too many; leave it out.",
    "InvalidEndOfQuotedStringError": "After a closing quotation mark there must be a space.",
    "ExpectedClosingQuoteError": "A quotation mark is not closed.",
    "MaxConcurrencyReached": "This is running already; wait for it to finish.",
}
