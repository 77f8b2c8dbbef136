"""The address of the store: checked at the start, and a secret in all its parts."""

import pytest

from shared.config.load import SettingsInvalid
from shared.keepalive.lease.settings import LeaseSettings

URL = "rediss://clanbots:tell%2Dnobody@store.example:6379/0"


def test_the_address_and_its_password_are_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", URL)
    settings = LeaseSettings.load()
    assert {URL, "tell-nobody"} <= set(settings.secrets())
    assert "nobody" not in repr(settings)


def test_no_store_is_no_secret() -> None:
    assert set(LeaseSettings().secrets()) <= {""}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://store", "must begin with redis:// or rediss://"),
        ("redis://:tell-nobody@store:port", "must look like redis://"),
        ("redis://:tell-nobody@store?colour=red", "must look like redis://"),
        ("redis://:tell-nobody@[::1", "must look like redis://"),
        ("rediss://:tell-nobody@store?ssl_cert_reqs=maybe", "must look like redis://"),
        ("redis://:tell-nobody/2@store:6379/0", "write those as %2F"),
        ("redis://:tell-nobody?@store:6379/0", "write those as %2F"),
        ("redis://:tell-nobody#1@store:6379/0", "write those as %2F"),
        ("sentinel://:tell-nobody@store", "or valkey://"),
    ],
)
def test_an_address_that_cannot_be_one_is_named_at_the_start(
    url: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(SettingsInvalid) as invalid:
        LeaseSettings.load()
    said = "\n".join(invalid.value.lines())
    assert "REDIS_URL" in said
    assert problem in said
    assert "tell-nobody" not in said
