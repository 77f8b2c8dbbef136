"""A stranger's pages never meet those of another test, whatever runs beside it."""

import pytest

from sandbox.ports import free_port


@pytest.fixture(autouse=True)
def _port_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
