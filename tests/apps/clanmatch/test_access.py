import pytest

from apps.clanmatch.access import AUDIENCE_NAMES, Roles
from apps.clanmatch.app import APP
from apps.clanmatch.features import ClanmatchSettings
from shared.chat.errors import ExpectedFailure
from shared.chat.gate import CommandGate
from shared.chat.person import Person
from shared.config.load import names_in
from shared.features.table import command_rules
from tests.fakes.service_account import service_account_json

SWITCHES = [name.upper() for name in names_in(ClanmatchSettings) if name.startswith("enable_")]
REQUIRED = {
    "discord_token": "x" * 60,
    "gspread_credentials": service_account_json(),
    "google_sheet_id": "clanmatch-sample",
}
RECRUITER, LEAD, ADMIN, GREETER = (frozenset({n}) for n in (1, 2, 3, 4))
ROLES = Roles(recruiters=RECRUITER, leads=LEAD, admins=ADMIN)
WITH_WELCOMERS = Roles(recruiters=RECRUITER, leads=LEAD, admins=ADMIN, welcomers=GREETER)

EVERYONES = {"clan", "clansearch", "ping", "mmhealth", "help", "health"}
LEADS_TOO = {"reload", "report"}
WELCOMES = {"welcome", "welcome-refresh", "welcome-on", "welcome-off", "welcome-status"}
RECRUITERS_TOO = {"clanmatch", "seats"}
ALL = EVERYONES | LEADS_TOO | WELCOMES | RECRUITERS_TOO


def gate(roles: Roles, **switches: bool) -> CommandGate:
    switched = {name.lower(): on for name, on in switches.items()}
    rules = command_rules(APP.features, ClanmatchSettings.of({**REQUIRED, **switched}))
    return CommandGate(rules=rules, belongs=roles.belongs, audience_names=AUDIENCE_NAMES)


def switch_of(command: str) -> str:
    rows = (each.commands[command] for each in APP.features if command in each.commands)
    return next(rows).switch_of(command)


def allowed(roles: Roles, **facts: object) -> set[str]:
    person = Person(id=9, in_guild=True, **facts)  # pyright: ignore[reportArgumentType] - facts by name
    return {command for command in ALL if gate(roles).may_run(command, person)}


@pytest.mark.parametrize(
    ("roles", "facts", "commands"),
    [
        (ROLES, {}, EVERYONES),
        (ROLES, {"role_ids": RECRUITER}, EVERYONES | WELCOMES | RECRUITERS_TOO),
        (ROLES, {"role_ids": LEAD}, EVERYONES | WELCOMES | LEADS_TOO),
        (ROLES, {"role_ids": ADMIN}, ALL),
        (ROLES, {"is_administrator": True}, ALL),
        (WITH_WELCOMERS, {"role_ids": RECRUITER}, EVERYONES | RECRUITERS_TOO),
        (WITH_WELCOMERS, {"role_ids": GREETER}, EVERYONES | WELCOMES),
        (WITH_WELCOMERS, {"role_ids": ADMIN}, ALL),
        (Roles(), {"role_ids": frozenset({5})}, EVERYONES),
    ],
)
def test_who_may_run_what(roles: Roles, facts: dict[str, object], commands: set[str]) -> None:
    assert allowed(roles, **facts) == commands


@pytest.mark.parametrize("command", sorted(ALL))
def test_each_command_has_its_switch(command: str) -> None:
    off = gate(ROLES, **{switch_of(command): False})
    admin = Person(id=9, in_guild=True, is_administrator=True)
    with pytest.raises(ExpectedFailure, match=switch_of(command)):
        off.check(command, admin)
    assert all(off.may_run(other, admin) for other in ALL - {command})


def test_every_switch_belongs_to_a_command() -> None:
    of_features = {"ENABLE_SEATS"}
    assert {switch_of(command) for command in ALL} == set(SWITCHES) - of_features


def test_an_unknown_audience_is_our_mistake() -> None:
    with pytest.raises(LookupError, match="gods"):
        ROLES.belongs(Person(id=9), "gods")
