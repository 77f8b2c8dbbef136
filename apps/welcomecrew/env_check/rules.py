"""What may be told about the settings: names, ids and switches, never a secret. Pure."""

from collections.abc import Callable, Iterable, Sequence

from shared.chat.text import plain
from shared.immutable import immutable


@immutable
class SettingFact:
    """One variable. A secret's `value` is empty here already, so that nothing can show it."""

    variable: str
    is_set: bool
    """Set by whoever runs the bot; else it has its default."""
    value: str = ""
    is_secret: bool = False
    switch: bool | None = None
    """The position of an ON/OFF variable."""
    ids: tuple[int, ...] | None = None
    """The ids of a variable that holds ids; may be none."""


@immutable
class EnvReport:
    """Lines for people, by heading."""

    sections: tuple[tuple[str, tuple[str, ...]], ...]


Resolve = Callable[[int], str | None]
"""An id → the name of the role, channel or server; None where there is none such."""


def env_report(facts: Sequence[SettingFact], resolve: Resolve) -> EnvReport:
    """Everything about `facts` that helps somebody who set them."""
    switches = [fact for fact in facts if fact.switch is not None]
    others = [fact for fact in facts if fact.is_set and _is_plain(fact)]
    untouched = sum(not fact.is_set for fact in facts if _is_plain(fact))
    sections = {
        "Ids": [_ids_line(fact, resolve) for fact in facts if fact.ids is not None],
        "Secrets (never shown)": [
            f"`{fact.variable}` {'set' if fact.is_set else 'not set'}"
            for fact in facts
            if fact.is_secret
        ],
        "ON": [_names(fact for fact in switches if fact.switch)],
        "OFF": [_names(fact for fact in switches if not fact.switch)],
        "Set": [f"`{fact.variable}` {plain(fact.value)}" for fact in others]
        + [f"{untouched} more have their defaults"],
        "Hints": hints(facts, resolve),
    }
    filled = (
        (heading, tuple(line for line in lines if line)) for heading, lines in sections.items()
    )
    return EnvReport(tuple((heading, lines) for heading, lines in filled if lines))


def hints(facts: Iterable[SettingFact], resolve: Resolve) -> list[str]:
    """What is legal and yet probably not meant, and what to do about it."""
    by_name = {fact.variable: fact for fact in facts}
    found = [
        f"`{fact.variable}`: I don't know `{one}`; copy the id anew, on this server"
        for fact in by_name.values()
        for one in fact.ids or ()
        if resolve(one) is None
    ]

    def empty(variable: str) -> bool:
        return variable in by_name and not by_name[variable].ids

    def off(variable: str) -> bool:
        return variable in by_name and by_name[variable].switch is False

    if empty("ADMIN_ROLE_IDS") and empty("LEAD_ROLE_IDS"):
        found.append("`ADMIN_ROLE_IDS`: empty, so only Manage Server makes an admin")
    if empty("RECRUITER_ROLE_IDS"):
        found.append(
            "`RECRUITER_ROLE_IDS`: empty; recruiters can't close tickets, nor answer for others"
        )
    if empty("LOG_CHANNEL_ID"):
        found.append("`LOG_CHANNEL_ID`: empty; what I catch up with is told in the log only")
    if empty("NOTIFY_CHANNEL_ID") and not off("ENABLE_NOTIFY_FALLBACK"):
        found.append("`NOTIFY_CHANNEL_ID`: empty; nobody hears of threads that I can't speak in")
    if off("ENABLE_LIVE_WATCH"):
        found.append("`ENABLE_LIVE_WATCH` is OFF: tickets are logged at the next refresh only")
    return found


def _is_plain(fact: SettingFact) -> bool:
    return not fact.is_secret and fact.switch is None and fact.ids is None


def _ids_line(fact: SettingFact, resolve: Resolve) -> str:
    if not fact.ids:
        return f"`{fact.variable}` –"
    named = (
        f"{plain(name)} (`{one}`)" if (name := resolve(one)) else f"⚠ `{one}`" for one in fact.ids
    )
    return f"`{fact.variable}` {', '.join(named)}"


def _names(facts: Iterable[SettingFact]) -> str:
    return " ".join(f"`{fact.variable}`" for fact in facts)
