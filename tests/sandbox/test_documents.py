"""The repository's documents in the demo: where the bots' pages link to."""

import re
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from sandbox.control.documents import DOCS, RUNBOOK, as_page
from sandbox.control.stage import Stage, open_stage
from tests.docs.test_runbook import anchors


@pytest.fixture
async def stage() -> AsyncGenerator[Stage]:
    async with open_stage(apps=()) as opened:
        yield opened


def test_its_headings_have_the_anchors_of_the_links() -> None:
    page = as_page((DOCS / "runbook.md").read_text("utf-8"))
    assert set(re.findall(r'<h\d id="([^"]+)">', page)) == anchors()
    assert "<title>Runbook</title>" in page


def test_what_a_document_says_is_no_markup() -> None:
    page = as_page("# <b>x</b>\n\n<script>alert(1)</script> [x](javascript:alert(1))")
    assert "<script" not in page
    assert "<b>" not in page
    assert "href" not in page.partition("<main>")[2]


async def test_it_is_served_where_the_bots_are_told(stage: Stage) -> None:
    url = stage.box.url
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}{RUNBOOK}") as response:
            assert response.status == 200
            assert '<h2 id="a-job-failed">' in await response.text()
            assert "script-src" not in response.headers["Content-Security-Policy"]
        for path in ("none.md", "%2e%2e/README.md", "%2e%2e%2fREADME.md", "hosting"):
            async with session.get(f"{url}/docs/{path}") as response:
                assert response.status == 404, path
        async with session.get(f"{url}{RUNBOOK}", headers={"Host": "evil.example"}) as response:
            assert response.status == 403
