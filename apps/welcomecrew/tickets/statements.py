"""What counts as saying that a ticket is closed, or open again: a small grammar of one line. Pure.

    statement = [greeting] [label] [this | the | your] [ticket | thread] [number]
                [was | has been | is now | got] what
    what      = "closed by" somebody
              | "reopened" [by somebody | again], or anything that is no condition

Markdown, blanks, dashes, bullets, emoji, case and fonts are nothing between two words; a full
stop or a comma is something. "Will be closed by", "can be reopened", "my clan was closed by" don't
fit in, and so are no statements; nor are questions, dates ("closed by Friday"), reasons ("closed
by request"), rules ("closed by staff only") and conditions ("closed by a recruiter when you are
placed"). A reason ("closed by Anna, reason: come back when …") may say what it likes, and so may
whatever follows somebody who is mentioned: no rule names one person.
"""

import re
import unicodedata
from typing import Final

# People, and roles, stand for one sign of Unicode's private use while a text is looked at; no other
# markup of Discord's (channels, emoji, times) is part of a statement.
_SOMEBODY: Final = "\ue000"
_ROLE: Final = "\ue001"
_MENTION: Final = re.compile(r"<@!?\d{1,20}>")
_ROLE_MENTION: Final = re.compile(r"<@&\d{1,20}>")
_MARKUP: Final = re.compile(r"<(?:#|id:|a?:\w{1,32}:|t:-?|/)[^<>\n]{0,120}>")
# Marks of questions that are no other form of "?" to Unicode: Arabic, Armenian, reversed.
_QUESTIONS: Final = str.maketrans(dict.fromkeys("\u061f\u055e\u2e2e", "?"))
_DASH: Final = re.compile(r"\s-{1,3}(?=\s)")
_STRUCK: Final = re.compile(r"~~[^~]*~~")
_LINK: Final = re.compile(r"\[([^\[\]\n]*)\]\([^()\s]*\)")

# Between two words of one statement, possibly over a line's end; within one line; before it.
_GAP: Final = r"(?:[^\w.,;!?]|_)++"
_INLINE: Final = r"(?:[^\w.,;!?\n]|_)*+"
_LEAD: Final = r"^(?:[^\w\n]|_)*+"
_GREETING: Final = rf"(?:(?:hi|hey|hello|dear)\b[^\n.,;:!?]{{0,40}}[,!]{_INLINE})?"
_LABEL: Final = rf"(?:(?:ticket{_GAP})?(?:status|state|action|event|update|notice|log){_GAP})?"
_ADVERBS: Final = rf"(?:(?:now|just|already|automatically|successfully){_GAP}){{0,3}}+"
_STATE: Final = (
    rf"(?:(?:was|is{_GAP}now|got|(?:has|s){_GAP}{_ADVERBS}been){_GAP}{_ADVERBS}|{_ADVERBS})"
)
_NUMBER: Final = rf"(?:(?:no|nr|number){_GAP})?\d{{1,6}}{_GAP}"
# Ticket bots name a ticket by its channel as well: Ticket `0042-tom` was closed by …
_NAME: Final = (
    rf"(?:(?<=[`\"“«])[^`\"”»\n]{{1,100}}[`\"”»]|(?=[^\s\d]{{0,40}}\d)\S{{1,100}}+){_GAP}"
)
_SUBJECT: Final = (
    rf"(?P<subject>(?:this|the|your){_GAP}(?:ticket|thread){_GAP}(?:{_NUMBER}|{_NAME})?"
    rf"|(?:this{_GAP}|the{_GAP})?(?:ticket|thread){_GAP}(?:{_NUMBER}|{_NAME})?"
    rf"|this{_GAP}|{_NUMBER})?"
)
_BEFORE: Final = f"{_LEAD}{_GREETING}{_LABEL}{_SUBJECT}(?P<state>{_STATE})"
# These two and `_NOBODY` cost a start 5 ms: `re` compiles them, once, for the first that needs it.
_CLOSED: Final = rf"(?m){_BEFORE}closed{_GAP}by(?!\w)"
_REOPENED: Final = rf"(?m){_BEFORE}re[-‐‑ ]?opened(?!\w)"
_BY: Final = re.compile(rf"{_GAP}by(?!\w)")

_CLAUSE: Final = re.compile(
    r"[^.!?;|•—–()\[\]\n]*(?:[.!?](?![\s*_~`|\"')\]”!?]|$)[^.!?;|•—–()\[\]\n]*)*"
)
_CONDITION: Final = re.compile(r"\b(?:when|whenever|once|if|unless|until|within|as soon as)\s+\w")
_WISH: Final = re.compile(r"\bwould be\b")
_REASON: Final = re.compile(r"\b(?:reason|because|due to)\b.*", re.DOTALL)
# April, May, June, August, Jan and others are people as well, unless a day goes with them.
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE: Final = (
    r"(?:(?:early |mid[- ]?|late )?(?:january|february|march|july|september|october|november"
    rf"|december)|(?:early |mid[- ]?|late ){_MONTH}|{_MONTH}\.? \d{{1,4}}(?:st|nd|rd|th)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of)? {_MONTH}"
    r"|christmas|easter|halloween|new year)"
)
# "By request", "by the user's own mistake".
_WISH_OR_SLIP: Final = (
    r"(?:(?:the|an?) )?(?:(?:our|your|my|his|her|their|\w{1,30}['’]s?) )?"
    r"(?:(?:own|user|member|popular|special|direct) ){0,2}"
    r"(?:requests?|demand|errors?|mistakes?|accidents?)"
)
_ONLY: Final = re.compile(r"\b(?:only|alone)[\s.!*_`|)]*$")
# Who or what nobody is called: a time, nobody, and turns of speech.
_NOBODY: Final = (
    r"(?:no(?:body|ne| one| reason)|n/?a|not|null|tbd|pending|who(?:m|ever)?|whichever|eod"
    r"|now|then|today|tomorrow|tonight|noon|midnight|default|design|itself"
    rf"|{_DATE}|{_WISH_OR_SLIP}"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|the (?:way|end|time|weekend)|end of"
    r"|(?:this|next) (?:\w{3,6}day|time|morning|afternoon|evening|week|weekend|month)"
    r"|\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|h|uhr|o.clock|utc)|\d{1,2}[:/]\d\d)(?!\w)"
)


def says_closed(text: str) -> bool:
    """Whether a line of `text` states that the ticket was closed by somebody."""
    if "closed" not in (small := _folded(text)):
        return False
    plain = _plain(small)
    return any(_names_somebody(plain[match.end() :]) for match in re.finditer(_CLOSED, plain))


def says_open_again(text: str) -> bool:
    """Whether a line of `text` states that the ticket was reopened."""
    if "opened" not in (small := _folded(text)):
        return False
    plain = _plain(small)
    return any(
        _is_reopening(plain[match.end() :], told=bool(match["subject"] or match["state"]))
        for match in re.finditer(_REOPENED, plain)
    )


def _folded(text: str) -> str:
    """`text` in plain small letters, whatever fonts and widths Unicode has for them."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_QUESTIONS)


def _plain(text: str) -> str:
    """`text` with a sign for each mention, without other markup, each dash between words as one."""
    text = _DASH.sub(" —", text)
    text = _ROLE_MENTION.sub(_ROLE, _MENTION.sub(_SOMEBODY, text))
    return _LINK.sub(r"\1", _STRUCK.sub(" ", _MARKUP.sub(" ", text)))


def _names_somebody(rest: str) -> bool:
    """Whether what follows "by" begins with a name, and is neither a question nor a condition."""
    line, _, _ = rest.lstrip(" \t\n:*_`>").partition("\n")
    name = re.sub(r"^(?:[^\w\ue000\ue001]|_)+", "", line)
    if not name:
        # Nobody is called "—", but somebody may be called 🔥.
        return any(unicodedata.category(sign) == "So" for sign in line)
    if re.match(_NOBODY, name) or _ONLY.search(_clause(name)):
        return False
    return not _is_asked_or_supposed(name)


def _is_reopening(rest: str, *, told: bool) -> bool:
    """Whether what follows "reopened" makes a statement; `told`: it says of what, or "was"."""
    if by := _BY.match(rest):
        return _names_somebody(rest[by.end() :])
    line, _, _ = rest.partition("\n")
    clause = re.sub(r"[\W_]+", " ", _clause(line)).strip()
    if _is_asked_or_supposed(line):
        return False
    return told or clause in {"", "again", "now"}


def _is_asked_or_supposed(text: str) -> bool:
    """Whether the first clause of `text` ends as a question, or holds a condition."""
    clause = _clause(text)
    if text[len(clause) :].lstrip("!").startswith("?") or _WISH.search(clause):
        return True
    is_about_one = text.startswith(_SOMEBODY)
    return not is_about_one and bool(_CONDITION.search(_REASON.sub("", clause)))


def _clause(text: str) -> str:
    match = _CLAUSE.match(text)
    return match[0] if match else ""
