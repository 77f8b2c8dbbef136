"""The buttons and selects of our messages, laid out from the state that they carry.

Presses find their way by custom id (`admission.py`), before and after a restart.
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from typing import Any, Final

import discord

from apps.clanmatch.roster.controls import choose_select
from apps.clanmatch.roster.ports import SeatsShown
from apps.clanmatch.roster.rules.clan import Difficulty, PlayStyle
from apps.clanmatch.search.cards import ResultsPage
from apps.clanmatch.search.rules.filter_controls import Control
from apps.clanmatch.search.rules.panel_state import PanelState, ResultsView
from shared.chat.layout import layout

_GREY: Final = discord.ButtonStyle.secondary
_ANSWERS: Final = {None: "—", True: "Yes", False: "No"}
_VIEWS: Final = (
    (Control.SHOW_SHORT, ResultsView.SHORT, "Short"),
    (Control.SHOW_CRITERIA, ResultsView.CRITERIA, "Entry criteria"),
    (Control.SHOW_PROFILE, ResultsView.PROFILE, "Profile"),
)


class _Menu:
    """A select of the panel. Its options are made once: they were half of what a panel costs."""

    def __init__(self, control: Control, label: str, choices: Iterable[Enum]) -> None:
        self.control: Final = control
        self._label = label
        self._choices = tuple(choices)
        self._options = [self._option(choice) for choice in self._choices]

    def drawn(
        self, custom_id: str, chosen: Enum | None, row: int, *, off: bool
    ) -> discord.ui.Select[Any]:
        """With what is chosen in it."""
        options = self._options.copy()
        if chosen is not None:
            options[self._choices.index(chosen)] = self._option(chosen, is_chosen=True)
        return discord.ui.Select(
            custom_id=custom_id,
            placeholder=f"{self._label}: any",
            min_values=0,  # so that a choice can be taken back
            max_values=1,
            options=options,
            disabled=off,
            row=row,
        )

    def _option(self, choice: Enum, *, is_chosen: bool = False) -> discord.SelectOption:
        return discord.SelectOption(
            label=f"{self._label}: {choice.value}", value=choice.value, default=is_chosen
        )


_CLAN_BOSS: Final = _Menu(Control.CLAN_BOSS, "Clan Boss", Difficulty)
_HYDRA: Final = _Menu(Control.HYDRA, "Hydra", Difficulty)
_CHIMERA: Final = _Menu(Control.CHIMERA, "Chimera", Difficulty)
_STYLE: Final = _Menu(Control.STYLE, "Play style", PlayStyle)


def panel_controls(state: PanelState, *, off: bool = False) -> discord.ui.View:
    """Four selects and five buttons; `off` once the panel has expired."""
    filters, id_of = state.filters, state.custom_ids()
    menus = (
        (_CLAN_BOSS, filters.clan_boss),
        (_HYDRA, filters.hydra),
        (_CHIMERA, filters.chimera),
        (_STYLE, filters.styles),
    )
    buttons = (
        (Control.CVC, f"CvC: {_ANSWERS[filters.cvc]}", _lit(filters.cvc is not None)),
        (Control.SIEGE, f"Siege: {_ANSWERS[filters.siege]}", _lit(filters.siege is not None)),
        (Control.ROSTER, f"Roster: {filters.roster.value}", _GREY),
        (Control.RESET, "Reset", _GREY),
        (Control.SEARCH, "Search", discord.ButtonStyle.success),
    )
    return layout(
        *(
            menu.drawn(id_of(menu.control), chosen, row, off=off)
            for row, (menu, chosen) in enumerate(menus)
        ),
        *(
            _button(id_of(control), label, style, row=4, off=off)
            for control, label, style in buttons
        ),
    )


def results_controls(page: ResultsPage, seats_shown: SeatsShown) -> discord.ui.View:
    """The clans to choose from; previous, next and close; for members also the three views."""
    state = page.state
    id_of = state.custom_ids()
    items: list[discord.ui.Item[Any]] = []

    def below(control: Control, label: str, *, to: int | None = state.first) -> None:
        here = to is None or to == state.first
        there = id_of if here else replace(state, first=to).custom_ids()
        items.append(_button(there(control), label, _GREY, row=2, off=to is None))

    if page.clans:
        items.append(choose_select(page.clans, seats_shown, row=0))
    if state.view is not ResultsView.RECRUITER:
        items += [
            _button(id_of(control), label, _lit(shown is state.view), row=1)
            for control, shown, label in _VIEWS
        ]
    below(Control.PREVIOUS, "◀ Prev", to=page.previous)
    below(Control.NEXT, "Next ▶", to=page.next)
    if state.alone:
        below(Control.FILTERS, "Filters")
    if state.view is ResultsView.RECRUITER:
        below(Control.REFRESH, "↻ Read again")
    below(Control.CLOSE, "Close")
    return layout(*items)


def _button(
    custom_id: str, label: str, style: discord.ButtonStyle, *, row: int, off: bool = False
) -> discord.ui.Button[Any]:
    return discord.ui.Button(custom_id=custom_id, label=label, style=style, row=row, disabled=off)


def _lit(lit: bool) -> discord.ButtonStyle:  # noqa: FBT001 - one obvious argument
    return discord.ButtonStyle.primary if lit else _GREY
