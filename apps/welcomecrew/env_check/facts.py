"""What may be told about each variable; of a secret only whether it is set."""

from typing import Any
from urllib.parse import urlsplit

from apps.welcomecrew.env_check.rules import SettingFact
from shared.config.load import Settings, settings_of
from shared.config.secret import SECRET_ADDRESSES, Secret
from shared.config.setting import names_of


def facts_of(settings: Settings) -> list[SettingFact]:
    """One for each variable that somebody may have chosen."""
    return [
        _fact(names_of(each)[0], getattr(settings, each.name), is_set=each.name in settings.given)
        for each in settings_of(type(settings))
        if not each.name.startswith("render_")  # set by the host, nobody's choice
    ]


def _fact(variable: str, value: Any, *, is_set: bool) -> SettingFact:  # noqa: ANN401 - of any field's type
    if isinstance(value, Secret) or variable.lower() in SECRET_ADDRESSES:
        return SettingFact(variable, is_set, is_secret=True)
    if isinstance(value, bool):
        return SettingFact(variable, is_set, switch=value)
    if variable == "TICKET_BOT_IDS":
        # Users, which a bot without the members intent can't turn into names.
        return SettingFact(variable, is_set, value=", ".join(map(str, sorted(value))) or "any")
    if isinstance(value, frozenset):
        ids: frozenset[int] = value  # pyright: ignore[reportUnknownVariableType] - ids of Discord's are the only sets here
        return SettingFact(variable, is_set, ids=tuple(sorted(ids)))
    if variable.endswith(("_CHANNEL_ID", "_ROLE_ID")):
        return SettingFact(variable, is_set, ids=() if value is None else (value,))
    return SettingFact(variable, is_set, value=_shown(variable, value))


def _shown(variable: str, value: Any) -> str:  # noqa: ANN401 - of any field's type
    if variable.endswith("_URL"):
        # The rest of an address may hold a password.
        return urlsplit(str(value)).hostname or ""
    if isinstance(value, tuple):
        return ", ".join(f"{each:%H:%M}" for each in value)  # pyright: ignore[reportUnknownVariableType] - times of day are the only tuples here
    return str(value)
