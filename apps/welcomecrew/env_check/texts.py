"""`!env_check` as embeds: what is set, and what the permission doctor found."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import discord

from apps.welcomecrew.env_check.rules import EnvReport
from shared.chat import limits
from shared.chat.doctor import Finding

_WELL: Final = discord.Colour.green()
_UNWELL: Final = discord.Colour.orange()


def settings_embed(report: EnvReport) -> discord.Embed:
    """One field, or a few, for each section."""
    has_hints = any(heading == "Hints" for heading, _ in report.sections)
    embed = discord.Embed(title="Settings", colour=_UNWELL if has_hints else _WELL)
    for heading, lines in report.sections:
        for part, text in enumerate(_chunks(lines)):
            name = heading if part == 0 else "…"
            if len(embed) + len(name) + len(text) > limits.EMBED_TOTAL - limits.FOOTER // 2:
                embed.set_footer(text="Cut short; the host's panel shows the rest.")
                return embed
            embed.add_field(name=name, value=text, inline=False)
    return embed


def doctor_embed(findings: Sequence[Finding]) -> discord.Embed:
    """What Discord allows the bot, channel by channel; what is wrong comes first."""
    ordered = sorted(findings, key=lambda finding: finding.well)
    lines = [f"{'✅' if finding.well else '❌'} {finding.words}" for finding in ordered]
    ill = sum(not finding.well for finding in findings)
    return discord.Embed(
        title="Permissions" if not ill else f"Permissions: {ill} to mend",
        description=limits.clip("\n".join(lines), limits.FIELD_VALUE),
        colour=_UNWELL if ill else _WELL,
    )


def _chunks(lines: Iterable[str]) -> Iterator[str]:
    """Lines joined into field values that fit; a long line is divided at its blanks."""
    text = ""
    for line in lines:
        for piece in _pieces(line):
            if text and len(text) + 1 + len(piece) > limits.FIELD_VALUE:
                yield text
                text = piece
            else:
                text = f"{text}\n{piece}" if text else piece
    if text:
        yield text


def _pieces(line: str) -> Iterator[str]:
    while len(line) > limits.FIELD_VALUE:
        cut = line.rfind(" ", 0, limits.FIELD_VALUE)
        if cut <= 0:
            line = limits.clip(line, limits.FIELD_VALUE)
            break
        yield line[:cut]
        line = line[cut + 1 :]
    yield line
