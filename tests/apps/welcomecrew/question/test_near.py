import pytest

from apps.welcomecrew.question.near import near
from shared.tickets.tags import KnownTags

TAGS = KnownTags(
    ["F-IT", "C1CE", "C1CM", "NOX", "NONE"],
    {"F-IT": "Dawn Wardens", "C1CE": "Ashen Vigil", "NOX": "Café Noir"},
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("FIT", ("F-IT",)),
        ("dawn warden", ("F-IT",)),
        ("Dawn", ("F-IT",)),
        ("dwan wardens", ("F-IT",)),
        ("C1C", ("C1CE", "C1CM")),
        ("cafe noir", ("NOX",)),
        ("it's nox, thanks", ("NOX",)),
        ("C1CE / NOX", ("C1CE", "NOX")),
        ("no", ()),
        ("", ()),
        ("thanks", ()),
        ("dawn wardens is where they went, I believe", ()),
        ("dawn\nwardens", ()),
    ],
)
def test_what_is_meant(typed: str, expected: tuple[str, ...]) -> None:
    assert near(typed, TAGS) == expected
