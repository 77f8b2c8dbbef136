"""The repository's documents as pages: a link into the runbook leads somewhere without internet."""

import asyncio
import re
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Final

from aiohttp import web
from markdown_it import MarkdownIt
from markdown_it.token import Token

from sandbox.control.guard import PAGE_HEADERS, Guard, Refused

DOCS: Final = Path(__file__).parents[2] / "docs"
RUNBOOK: Final = "/docs/runbook.md"
# A bot's status page stands in a frame of ours, and so does what it links to.
_HEADERS: Final = PAGE_HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self' http://127.0.0.1:*"
}
_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="/page/document.css">
</head>
<body><main>
{body}</main></body>
</html>
"""


def as_page(markdown: str) -> str:
    """A document as HTML, with the anchors that GitHub gives its headings."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(markdown)
    title = ""
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(inside))
            title = title or inside.content
    body = parser.renderer.render(tokens, parser.options, {})
    return _PAGE.format(title=escape(title), body=body)


def routes(guard: Guard) -> list[web.RouteDef]:
    """`/docs/….md`."""

    async def document(request: web.Request) -> web.Response:
        path = (DOCS / request.match_info["path"]).resolve()
        if not (path.is_relative_to(DOCS) and path.is_file()):
            raise Refused("There is no such document here.", 404)
        markdown = await asyncio.to_thread(path.read_text, encoding="utf-8")
        return web.Response(text=as_page(markdown), content_type="text/html", headers=_HEADERS)

    return [web.get(r"/docs/{path:.+\.md}", guard(document))]


def _anchor(heading: Token) -> str:
    return re.sub(r"[^\w -]", "", heading.content.lower()).replace(" ", "-")
