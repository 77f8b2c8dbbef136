"""What a check did not look at: whoever reads "All is well" must know how much that says. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from shared.chat.findings import Finding, Need, RoleNeed
from shared.config.fields import Thing, thing_of
from shared.config.load import Settings, settings_of
from shared.config.setting import names_of, reader_of

_SWITCH: Final = "enable_"
# What only a running bot finds out, by the field that has to be set for it to matter.
_FOUND_BY_RUNNING: Final = {
    "state_dir": "whether a file can be kept in it",
    "heartbeat_url": "whether anything answers there",
    "public_base_url": "whether Discord's servers reach it",
}
_ALWAYS: Final = (
    "PORT: whether it is free",
    "the gateway, and what Discord has of the slash commands: that would need going online",
    "who has which role: the bot doesn't ask for the Server Members intent",
)


def left_out(words: str) -> Finding:
    """One thing that was not looked at, which is neither well nor broken."""
    return Finding(well=True, words=words, left_out=True)


def left_out_of(settings: Settings) -> list[Finding]:
    """By the settings alone: what isn't set, what is switched off, what only running shows."""
    fields = settings_of(type(settings))
    named = [each for each in fields if thing_of(reader_of(each))]
    unset = [names_of(each)[0] for each in named if not getattr(settings, each.name)]
    off = [
        names_of(each)[0]
        for each in fields
        if each.name.startswith(_SWITCH) and getattr(settings, each.name) is False
    ]
    findings = [left_out(f"not set: {', '.join(unset)}")] if unset else []
    if off:
        findings.append(left_out(f"switched off: {', '.join(off)}"))
    users = [
        names_of(each)[0]
        for each in named
        if thing_of(reader_of(each)) is Thing.USER and getattr(settings, each.name)
    ]
    if users:
        findings.append(left_out(f"{', '.join(users)}: whether these are users"))
    findings += [
        left_out(f"{names_of(each)[0]}: {words}")
        for each in fields
        if (words := _FOUND_BY_RUNNING.get(each.name)) and getattr(settings, each.name)
    ]
    return findings + [left_out(words) for words in _ALWAYS]


def without_discord(needs: Iterable[Need], roles: Iterable[RoleNeed]) -> list[Finding]:
    """What could not be asked for: nothing is known of it."""
    names = [need.variable for need in needs]
    names += [role.variable for role in roles if role.role_ids]
    listed = ", ".join(dict.fromkeys(["the intents", *names]))
    return [left_out(f"{listed}: Discord was not there to be asked")]


def roles_without_server(
    needs: Sequence[Need], roles: Iterable[RoleNeed], guild_ids: frozenset[int]
) -> list[Finding]:
    """Roles are looked for on the servers of the places and of GUILD_IDS."""
    names = [role.variable for role in roles if role.role_ids]
    if not names or needs or guild_ids:
        return []
    return [left_out(f"{', '.join(names)}: neither GUILD_IDS nor a channel says on which server")]


NO_STORE: Final = left_out("a store of turns: REDIS_URL is not set, so there is one instance")
