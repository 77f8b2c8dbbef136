#!/bin/bash
# discord.py 2.7.1 beside its descendant disnake 2.12.2: plain text out of a formatted line.
#
# Discord writes small print as "-# text" and the largest heading as "# text". Both libraries have
# remove_markdown() and escape_markdown(), of one origin. discord.py has since learnt headings and lists, each
# by its first character, and takes the text once from left to right: of "-# text" it removes the dash, as if it
# began a list, and is past it when the number sign comes. What is left is a heading: the smallest text that Discord
# has is the largest once its formatting is "removed", and a second call makes it plain. Its escape_markdown() is right.
# In disnake neither function knows headings, lists or small print, so that text escaped by it still begins
# a heading, and what looks like the same call answers differently after a change of library.
#
# Seen of remove_markdown, then escape_markdown:
#   discord  '-# text' -> '# text', again -> ' text'; '# text' -> ' text' | '\\-# text', '\\# text'
#   disnake  '-# text' -> '-# text', again -> '-# text'; '# text' -> '# text' | '-# text', '# text'
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    discord.py==2.7.1 disnake==2.12.2 aiohttp==3.14.5 aiohappyeyeballs==2.7.1 aiosignal==1.4.0 \
    attrs==26.1.0 frozenlist==1.8.0 idna==3.20 multidict==6.9.1 propcache==0.5.4 typing_extensions==4.16.0 yarl==1.25.1
"$room/env/bin/python" - <<'PY'
import discord
import disnake

SMALL, HEADING = "-# text", "# text"


def judge(library):
    plain, escaped = library.utils.remove_markdown, library.utils.escape_markdown
    once = plain(SMALL)
    print(f"{library.__name__:8} {SMALL!r} -> {once!r}, again -> {plain(once)!r};", end=" ")
    print(f"{HEADING!r} -> {plain(HEADING)!r} | {escaped(SMALL)!r}, {escaped(HEADING)!r}")
    return once, plain(once), plain(HEADING), escaped(SMALL), escaped(HEADING)


of_discord_py, of_disnake = judge(discord), judge(disnake)
assert of_discord_py == ("# text", " text", " text", "\\-# text", "\\# text")
assert of_disnake == (SMALL, SMALL, HEADING, SMALL, HEADING)
PY
