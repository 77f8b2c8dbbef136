"""A clan's template and the facts of the moment become a welcome, or a refusal with its reason."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from apps.clanmatch.welcome.rules.placeholders import expand, is_nothing, without_empty_lines
from apps.clanmatch.welcome.rules.templates import DEFAULT_TAG, Template, TemplateBook, bare
from shared.chat.text import one_line, plain, without_mentions
from shared.immutable import immutable

DEFAULT_NOTICE: Final = "{MENTION} has joined **{CLAN}**. Say hello!"
_PICTURE: Final = re.compile(r"https://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?", re.ASCII)
_LONGEST_PICTURE: Final = 2000

EmojiFinder = Callable[[str], str]
"""From an emoji's id or name to its token (`<:crest:1>`); empty when the server has none."""


class WelcomeRefused(Exception):
    """There is no welcome; `str(error)` says why and names the row, for whoever asked."""


@immutable
class Facts:
    """What a welcome says about the moment. Names are as people gave them to themselves."""

    mention: str
    username: str
    inviter: str
    guild: str
    now: datetime
    """In the time zone to show."""
    lead: str = ""
    """By the roster, as `!clan` shows it; empty: the welcome sheet's own counts."""
    deputies: str = ""


@immutable
class Welcome:
    """What to post, and where. The texts are ready and safe; their lengths are the renderer's."""

    tag: str
    clan: str
    channel_id: int
    title: str
    body: str
    footer: str
    crest_url: str
    ping: bool
    notice: str


def compose(book: TemplateBook, tag: str, facts: Facts, emoji: EmojiFinder) -> Welcome:
    """The welcome to the clan with `tag`. Raises WelcomeRefused."""
    own, channel_id = addressed(book, tag)
    own = replace(own, lead=facts.lead or own.lead, deputies=facts.deputies or own.deputies)
    template = book.filled(own)
    empty = {
        name
        for name, value in (("CLANLEAD", own.lead), ("DEPUTIES", own.deputies))
        if is_nothing(value)
    }
    typed = _typed(own, facts)
    # In a footer Discord shows text as it is; everywhere else what people typed is escaped.
    in_title = {name: plain(value) for name, value in typed.items()}
    in_text = {**in_title, "MENTION": facts.mention}

    def text(written: str, values: Mapping[str, str], find: EmojiFinder = emoji) -> str:
        # Mentions are taken out before expanding: {MENTION} is the only one that remains.
        return expand(_without_mentions(without_empty_lines(written, empty)), values, find)

    # A body of which nothing is left counts as an empty one.
    body = text(template.body, in_text) or text(book.default_body(), in_text)
    if not body:
        raise WelcomeRefused(
            f"There is no BODY for {_named(own)}, neither in its row nor in the row {DEFAULT_TAG}."
        )
    return Welcome(
        tag=own.tag,
        clan=own.clan or own.tag,
        channel_id=channel_id,
        title=text(template.title, in_title),
        body=body,
        footer=without_mentions(one_line(text(template.footer, typed, lambda _: ""))),
        crest_url=_picture(own.crest_url),
        ping=own.ping_user,
        notice=text(template.notice, in_text) or text(DEFAULT_NOTICE, in_text),
    )


def addressed(book: TemplateBook, tag: str) -> tuple[Template, int]:
    """The clan's own row, and the channel that it names. Raises WelcomeRefused."""
    own = _usable(book, tag)
    if own.channel_id is None:
        raise WelcomeRefused(_no_channel(own))
    return own, own.channel_id


def _usable(book: TemplateBook, tag: str) -> Template:
    asked = bare(one_line(tag))
    if asked.casefold() == DEFAULT_TAG.casefold():
        raise WelcomeRefused(f"{DEFAULT_TAG} is the default for all clans; name a clan's own tag.")
    template = book.find(asked)
    if template is None and (row := book.unread_tags.get(asked.casefold())):
        raise WelcomeRefused(
            f"Row {row} of the welcome sheet can't be read right now: {book.unread}. Nothing was "
            "posted; mend its formulas, or try again in a minute."
        )
    if template is None:
        raise WelcomeRefused(f"The welcome sheet has no row with the tag “{plain(asked)[:100]}”.")
    if not template.is_active:
        raise WelcomeRefused(
            f"The welcome for {_named(template)} is switched off: ACTIVE is "
            f"“{plain(template.active)[:20]}”, not “Y”."
        )
    return template


def _no_channel(template: Template) -> str:
    if not template.channel:
        return (
            f"The welcome sheet has no TARGET_CHANNEL_ID for {_named(template)}: put the id of its "
            "channel there, then say `!welcome-refresh`."
        )
    return (
        f"TARGET_CHANNEL_ID for {_named(template)} is “{plain(template.channel)[:40]}”, "
        "which is no channel's id."
    )


def _named(template: Template) -> str:
    return f"{plain(template.tag)} (row {template.row})"


def _typed(own: Template, facts: Facts) -> dict[str, str]:
    """What each placeholder stands for, as people typed it."""
    values = {
        "USERNAME": facts.username,
        "MENTION": facts.username,
        "INVITER": facts.inviter,
        "GUILD": facts.guild,
        "CLAN": own.clan or own.tag,
        "CLANTAG": own.tag,
        "CLANLEAD": "—" if is_nothing(own.lead) else own.lead,
        "DEPUTIES": "—" if is_nothing(own.deputies) else own.deputies,
        "NOW": f"{facts.now:%Y-%m-%d %H:%M %Z}",
    }
    return {name: one_line(value) for name, value in values.items()}


def _without_mentions(written: str) -> str:
    """A template's own text: its markdown, channel links and emoji are meant; mentions are not."""
    return written.replace("@", "@\u200b")


def _picture(address: str) -> str:
    """The address, when Discord would take it for a picture's."""
    fits = len(address) <= _LONGEST_PICTURE and _PICTURE.fullmatch(address)
    return address if fits else ""
