"""What features add to a clan's card, and what is shown when none does."""

from apps.clanmatch.roster.cells import spots_for_recruiters
from apps.clanmatch.roster.ports import Asker, CardAction, RosterPorts, Seats
from apps.clanmatch.roster.rules.clan import Clan

_CLAN = Clan(row=2, name="Martyrs", tag="C1CM", spots=3)


def test_without_features_a_card_shows_the_sheet_and_offers_nothing() -> None:
    ports = RosterPorts()
    assert spots_for_recruiters(_CLAN, ports.seats_shown(_CLAN)) == "3"
    assert ports.card_actions(_CLAN, Asker(1)) == []
    assert ports.daily_lines() == []


def test_features_count_seats_and_offer_buttons_in_their_order() -> None:
    ports = RosterPorts()
    ports.show_seats(lambda clan: Seats(clan.spots - 1, "1 held"))
    ports.offer(lambda clan, asker: [CardAction("Hold", clan.tag)] if asker.is_recruiter else [])
    ports.offer(lambda clan, _: [CardAction("More", clan.tag)])
    assert spots_for_recruiters(_CLAN, ports.seats_shown(_CLAN)) == "2, 1 held"
    labels = [each.label for each in ports.card_actions(_CLAN, Asker(1, is_recruiter=True))]
    assert labels == ["Hold", "More"]
    assert [each.label for each in ports.card_actions(_CLAN, Asker(2))] == ["More"]
