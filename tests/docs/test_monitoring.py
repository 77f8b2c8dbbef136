"""Alert rules, dashboard and page name only metrics that the bots really export."""

import asyncio
import json
import re
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from apps.welcomecrew.app import APP
from apps.welcomecrew.features import WelcomecrewSettings
from shared.features.building import build_bot
from shared.keepalive.metrics.prometheus import Metrics
from shared.keepalive.service import Keepalive
from tests.docs.quotes import ROOT
from tests.docs.test_runbook import anchors, sheets_errors
from tests.fakes.clock import ManualClock
from tests.fakes.service_account import service_account_json
from tests.fakes.shaken_workbook import ShakenWorkbook
from tests.shared.keepalive.test_metrics import reading

PAGE = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
ALERTS = yaml.safe_load((ROOT / "docs" / "monitoring" / "alerts.yml").read_text("utf-8"))
DASHBOARD = json.loads((ROOT / "docs" / "monitoring" / "dashboard.json").read_text("utf-8"))
RULES: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
QUERIES: list[str] = [
    target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]
] + [variable["query"] for variable in DASHBOARD["templating"]["list"]]

# What a query may hold besides metrics: labels in braces and after `by`, texts, ranges, functions.
_NOT_METRICS = re.compile(
    r'"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(?:by|on) \([^)]*\)|\$\w+|,\s*instance\)'
)
_WORDS = re.compile(r"\b[a-z][a-z_]*\b(?!\()")
_OPERATORS = {"and", "by", "sum", "prometheus", "or", "unless", "offset", "on"}
# Prometheus itself says of each target whether it answered.
_BUILT_IN = {"up"}
# Labels that Prometheus gives each target; where a bot has one of that name, its own is renamed.
_OF_THE_TARGET = {"instance", "job"}


async def of_welcomecrew() -> bytes:
    """The metrics of the bot that has some of its own, without the common ones."""
    settings = WelcomecrewSettings.of(
        {
            "discord_token": "x" * 60,
            "gspread_credentials": service_account_json(),
            "google_sheet_id": "spreadsheet-of-docs",
            "welcome_channel_id": 100_000_000_000_000_001,
            "promo_channel_id": 100_000_000_000_000_002,
        }
    )
    clock = ManualClock()
    keepalive = Keepalive(service="welcomecrew", settings=settings, clock=clock)
    build_bot(APP, settings, keepalive=keepalive, workbook=ShakenWorkbook({}), clock=clock)
    own = [
        line for line in keepalive.metrics.text().decode().splitlines() if "welcomecrew_" in line
    ]
    return "\n".join([*own, ""]).encode()


def exported() -> dict[str, frozenset[str]]:
    """Every series → its labels, as Prometheus keeps them of a real process."""
    metrics = Metrics()
    metrics.read_gauges_from(reading)
    metrics.count_command("ping")
    metrics.count_error("KeyError")
    metrics.observe_sheets("read", "ok", 0.5)
    text = metrics.text() + asyncio.run(of_welcomecrew())
    families = text_string_to_metric_families(text.decode())
    return {
        sample.name: frozenset(
            f"exported_{label}" if label in _OF_THE_TARGET else label for label in sample.labels
        )
        | _OF_THE_TARGET
        for family in families
        for sample in family.samples
    }


EXPORTED = exported()


def metrics_in(query: str) -> set[str]:
    return set(_WORDS.findall(_NOT_METRICS.sub(" ", query))) - _OPERATORS - _BUILT_IN


def labels_in(query: str) -> set[str]:
    matched = re.findall(r"(\w+)=~?\"", query)
    grouped = [name for by in re.findall(r"by \(([^)]*)\)", query) for name in by.split(", ")]
    return {*matched, *grouped}


@pytest.mark.parametrize("query", [*(rule["expr"] for rule in RULES), *QUERIES])
def test_queries_name_what_is_exported(query: str) -> None:
    metrics = metrics_in(query)
    assert metrics - set(EXPORTED) == set()
    known = {label for name in metrics for label in EXPORTED[name]} | _OF_THE_TARGET
    assert labels_in(query) <= known
    for opening, closing in ("()", "[]", "{}"):
        assert query.count(opening) == query.count(closing)


def test_the_names_in_a_query_are_found() -> None:
    query = 'sum by (le) (rate(a_bucket{b="c"}[5m])) > 5 and time() - d_seconds < 1'
    assert metrics_in(query) == {"a_bucket", "d_seconds"}
    assert labels_in(query) == {"le", "b"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_alert_leads_into_the_runbook(rule: dict[str, Any]) -> None:
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert (ROOT / page).exists()
    assert anchor in anchors()
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"].endswith(".") or "?" in rule["annotations"]["summary"]
    filled_in = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    known = {label for name in metrics_in(rule["expr"]) for label in EXPORTED[name]}
    assert filled_in <= known | _OF_THE_TARGET


def test_alerts_have_names_of_their_own() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(names) == len(set(names)) > 5


def test_the_outcomes_that_raise_an_alert_exist() -> None:
    named = {
        outcome
        for rule in RULES
        for outcomes in re.findall(r'outcome=~?"([^"]+)"', rule["expr"])
        for outcome in outcomes.split("|")
    }
    assert named
    assert named <= {error.outcome for error in sheets_errors()}


def test_panels_stand_side_by_side() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells


def test_the_page_lists_every_metric_and_no_other() -> None:
    listed = set(
        re.findall(r"`((?:keepalive|bot|sheets|job|component|build|welcomecrew)_\w+)`", PAGE)
    )
    of_histograms = re.compile(r"_(?:bucket|count|sum)$")
    shown = {of_histograms.sub("", name) for name in EXPORTED if not name.endswith("_created")}
    assert listed == shown


def test_its_scrape_configuration_is_one() -> None:
    block = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    scrape = yaml.safe_load(block[1])
    job = scrape["scrape_configs"][0]
    assert job["job_name"] in next(rule["expr"] for rule in RULES if rule["alert"] == "BotGone")
    assert scrape["rule_files"] == ["alerts.yml"]
