"""Writes `docs/settings.md` and `.env.example` from the settings classes."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.clanmatch.features import ClanmatchSettings
from apps.welcomecrew.features import WelcomecrewSettings
from shared.config.load import Settings, names_in
from shared.config.variables import Variable, variables

APPS: dict[str, type[Settings]] = {
    "clanmatch": ClanmatchSettings,
    "welcomecrew": WelcomecrewSettings,
}
# What the host sets; nobody writes these into a .env file.
SET_BY_THE_HOST = ("RENDER_", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


@dataclass(frozen=True, slots=True)
class Section:
    """The variables that one settings class adds, under its docstring's first line."""

    title: str
    variables: tuple[Variable, ...]
    apps: tuple[str, ...]


def sections() -> list[Section]:
    """Every section once; those that both bots share name both."""
    owners: dict[type[Settings], list[str]] = {}
    for app, settings in APPS.items():
        for owner in reversed(settings.__mro__):
            if issubclass(owner, Settings) and _own_fields(owner):
                owners.setdefault(owner, []).append(app)
    ordered = sorted(owners.items(), key=lambda item: -len(item[1]))
    return [_section(owner, tuple(apps)) for owner, apps in ordered]


def settings_page() -> str:
    """The text of `docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "Written by `make docs` from the code; a test compares. An empty variable counts as unset.",
        "Switches take `ON/OFF`, `1/0`, `true/false`, `yes/no`, in any case. Lists of ids take",
        "commas or spaces. `python -m apps.clanmatch --setup` asks for them and writes `.env`;",
        "`python -m apps.clanmatch --check` says what is wrong with yours.",
    ]
    for section in sections():
        lines += ["", f"## {_heading(section)}", ""]
        lines += ["| variable | default | what |", "| --- | --- | --- |"]
        lines += [_row(variable) for variable in section.variables]
    return "\n".join(lines) + "\n"


def env_example() -> str:
    """The text of `.env.example`: required ones to fill in, the rest as comments."""
    lines = [
        "# Copy to .env and fill in, or let `--setup` ask. Written by `make docs`;",
        "# docs/settings.md explains each line.",
        "# A line that begins with # keeps its default.",
    ]
    for section in sections():
        shown = [v for v in section.variables if not v.name.startswith(SET_BY_THE_HOST)]
        lines += ["", f"# --- {_heading(section)} ---"]
        lines += [f"{'' if v.required else '#'}{v.name}={v.default}" for v in shown]
    return "\n".join(lines) + "\n"


def _section(owner: type[Settings], apps: tuple[str, ...]) -> Section:
    own = _own_fields(owner)
    fields = names_in(owner)
    chosen = [v for name, v in zip(fields, variables(owner), strict=True) if name in own]
    title = (owner.__doc__ or owner.__name__).strip().splitlines()[0].partition(". ")[0].rstrip(".")
    return Section(title=title, variables=tuple(chosen), apps=apps)


def _own_fields(owner: type[Settings]) -> set[str]:
    inherited: set[str] = set()
    for base in owner.__bases__:
        if issubclass(base, Settings):
            inherited |= set(names_in(base))
    return set(names_in(owner)) - inherited


def _heading(section: Section) -> str:
    who = "both bots" if len(section.apps) == len(APPS) else section.apps[0]
    return f"{who}: {section.title[0].lower()}{section.title[1:]}"


def _row(variable: Variable) -> str:
    default = "**required**" if variable.required else _code(variable.default)
    return f"| `{variable.name}` | {default} | {' '.join(_what(variable))} |".replace("|  |", "| |")


def _what(variable: Variable) -> Iterator[str]:
    text = variable.description.rstrip(".")
    yield f"{text[:1].upper()}{text[1:]}." if text else ""
    if variable.older_names:
        yield f"Also read as {', '.join(f'`{name}`' for name in variable.older_names)}."
    if variable.secret:
        yield "Secret."


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
