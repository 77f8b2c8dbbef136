"""`render.yaml`, `Procfile`, `Dockerfile` and the settings agree with each other."""

import importlib
import importlib.util
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.config.variables import variables
from tests.docs.settings_pages import APPS

ROOT = Path(__file__).parents[2]
# What Render's Blueprint specification knows of a web service (2026), as far as we use it.
SERVICE_KEYS = {
    "type",
    "name",
    "runtime",
    "region",
    "plan",
    "buildCommand",
    "startCommand",
    "healthCheckPath",
    "maxShutdownDelaySeconds",
    "autoDeployTrigger",
    "buildFilter",
    "envVars",
}
SET_FOR_RENDER_ITSELF = {"PYTHON_VERSION"}
SET_FOR_THE_SYSTEM = {"MALLOC_ARENA_MAX"}


def services() -> dict[str, dict[str, Any]]:
    blueprint = yaml.safe_load((ROOT / "render.yaml").read_text("utf-8"))
    assert set(blueprint) == {"services"}
    return {service["name"]: service for service in blueprint["services"]}


def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_one_service_and_one_line_for_each_bot() -> None:
    assert set(services()) == set(procfile()) == set(APPS)


@pytest.mark.parametrize("app", APPS)
def test_the_service_uses_only_what_render_knows(app: str) -> None:
    service = services()[app]
    assert set(service) <= SERVICE_KEYS
    assert service["type"] == "web"
    assert service["runtime"] == "python"
    assert service["healthCheckPath"] == "/startupz"
    assert service["autoDeployTrigger"] in {"commit", "checksPass", "off"}
    assert 1 <= service["maxShutdownDelaySeconds"] <= 300
    for variable in service["envVars"]:
        # Either a value or "ask me": anything else would be ignored without a word.
        assert set(variable) in ({"key", "value"}, {"key", "sync"})
        assert variable.get("sync", False) is False
        assert isinstance(variable.get("value", ""), str)


@pytest.mark.parametrize("app", APPS)
def test_the_host_waits_longer_than_an_ordered_stop_takes(app: str) -> None:
    defaults = {v.name: v.default for v in variables(APPS[app])}
    deadline = float(defaults["STOP_DEADLINE_SEC"])
    assert services()[app]["maxShutdownDelaySeconds"] > deadline + 5


@pytest.mark.parametrize("app", APPS)
def test_start_commands_exist_and_agree(app: str) -> None:
    command = services()[app]["startCommand"]
    assert f"exec {command}" == procfile()[app]
    module = command.removeprefix("python -m ")
    assert importlib.util.find_spec(f"{module}.__main__")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"][app] == f"{module}.__main__:main"


@pytest.mark.parametrize("app", APPS)
def test_every_required_variable_is_asked_for_and_every_one_is_known(app: str) -> None:
    known = {name: v for v in variables(APPS[app]) for name in (v.name, *v.older_names)}
    asked = {variable["key"] for variable in services()[app]["envVars"]} - SET_FOR_RENDER_ITSELF
    asked -= SET_FOR_THE_SYSTEM
    assert asked <= set(known)
    required = {v.name for v in known.values() if v.required}
    assert required <= {known[key].name for key in asked}
    # A secret must never stand in the file.
    for variable in services()[app]["envVars"]:
        if variable["key"] in known and known[variable["key"]].secret:
            assert variable["sync"] is False


@pytest.mark.parametrize("app", APPS)
def test_a_change_builds_the_bots_that_it_touches(app: str) -> None:
    paths = services()[app]["buildFilter"]["paths"]
    assert f"apps/{app}/**" in paths
    assert {"shared/**", "requirements/run.txt"} <= set(paths)
    others = {f"apps/{other}/**" for other in APPS if other != app}
    assert not others & set(paths)


def test_python_is_a_full_version_that_the_project_supports() -> None:
    for service in services().values():
        (version,) = [v["value"] for v in service["envVars"] if v["key"] == "PYTHON_VERSION"]
        assert re.fullmatch(r"3\.1[1-4]\.\d+", version)


def test_the_locks_hold_versions_and_hashes_and_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)
        pins = re.findall(r"^[A-Za-z0-9_.-]+==\S+", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)) > 20
        assert text.count("--hash=sha256:") >= len(pins)


def test_the_image_runs_as_nobody_in_particular() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert re.search(r"^USER (?!root)", dockerfile, re.MULTILINE)
    assert "--require-hashes" in dockerfile


def test_wherever_it_runs_the_code_is_compiled_and_memory_pools_are_few() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    pools = re.findall(r"^ENV .*\bMALLOC_ARENA_MAX=(\S+)", dockerfile, re.MULTILINE)
    assert "python -m compileall -q apps shared" in dockerfile
    for service in services().values():
        assert "python -m compileall -q apps shared" in service["buildCommand"]
        set_here = {each["key"]: each.get("value") for each in service["envVars"]}
        assert [set_here["MALLOC_ARENA_MAX"]] == pools


def test_its_health_is_asked_without_a_shell() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", "")
    commands = dict(
        re.findall(r"^(HEALTHCHECK|ENTRYPOINT|CMD)\b.*?(\[.*\])$", dockerfile, re.MULTILINE)
    )
    assert set(commands) == {"HEALTHCHECK", "ENTRYPOINT", "CMD"}
    parts = json.loads(commands["HEALTHCHECK"])
    assert parts[:2] == ["python", "-c"]
    compile(parts[2], "HEALTHCHECK", "exec")
    assert "/startupz" in parts[2]


@pytest.mark.parametrize("app", APPS)
def test_no_shell_stands_between_a_stop_and_its_bot(app: str) -> None:
    assert procfile()[app] == f"exec python -m apps.{app}"


def test_the_installed_commands_lead_to_the_bots() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert set(scripts) == set(APPS)
    for target in scripts.values():
        module, _, name = target.partition(":")
        assert callable(getattr(importlib.import_module(module), name))
