import pytest

from shared.config.load import names_in
from tests.docs.pages import PAGES, ROOT
from tests.docs.settings_pages import APPS, sections


@pytest.mark.parametrize("path", PAGES)
def test_generated_pages_are_up_to_date(path: str) -> None:
    assert (ROOT / path).read_text("utf-8") == PAGES[path](), "run `make docs`"


def test_every_variable_is_explained_and_listed_once_per_app() -> None:
    for app in APPS:
        names = [v.name for s in sections() if app in s.apps for v in s.variables]
        assert len(names) == len(set(names))
        fields = names_in(APPS[app])
        assert len(names) == len(fields)
    unexplained = [v.name for s in sections() for v in s.variables if not v.description]
    assert unexplained == []
