from collections.abc import Callable
from dataclasses import replace

import pytest

from spmatch.model.directory import Directory
from spmatch.model.recommendation import Exclusion, Match, Reason, State, Trace
from spmatch.model.service import Service
from spmatch.outputs import why, why_not
from spmatch.truth import Truth

MakeService = Callable[..., Service]


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_why_says_in_one_line_what_it_is_and_what_it_helps_with(match: Match, directory: Directory) -> None:
    lines = why(match, directory.service("nappy-run")).splitlines()
    assert lines[0] == "Why Nappy run"
    assert lines[2] == "Nappy run: suitable. For: nappies, baby clothes and toiletries."


def test_the_points_that_are_shown_add_up(match: Match, directory: Directory) -> None:
    text = one_line(why(match, directory.service("nappy-run")))
    assert "Starting points +20,000 where every service starts" in text
    assert "Fit with the need -1,200 nappies, baby clothes and toiletries" in text
    assert "Language -500 not known, counted as typical" in text
    assert "Points 18,300" in text
    assert sum(part.points for part in match.contributions) == 18_300


def test_why_says_whom_it_is_for_and_that_it_fits(match: Match, directory: Directory) -> None:
    text = one_line(why(match, directory.service("nappy-run")))
    assert (
        "somebody who has a child in the household who is aged under 5. What is recorded for the household fits."
        in text
    )
    assert "No recourse test is stated." in text


def test_why_gives_place_wait_journey_and_whose_estimate(match: Match, make_service: MakeService) -> None:
    service = make_service("nappy-run", delivery=["in_person"], bring=["a bag", "the form"])
    text = one_line(why(match, service, place=(2, 14), travel="straight-line estimate"))
    assert "It stands at place 2 of 14 in the list." in text
    assert "There is a waiting list. Wait: about 6 weeks." in text
    assert "Journey: about 20 minutes, by straight-line estimate." in text
    assert "Bring: a bag; the form." in text
    rough = one_line(why(replace(match, is_travel_rough=True), service))
    assert "very roughly about 20 minutes, because a place is known only in part; by spmatch's own estimate." in rough


def test_nobody_travels_to_what_is_brought_to_them(match: Match, directory: Directory) -> None:
    delivered = replace(match, travel_minutes=None, reaches_person=True)
    text = one_line(why(delivered, directory.service("nappy-run")))
    assert "No journey: it reaches the person where they are." in text
    assert "about 20 minutes" not in text


def test_what_reaches_the_person_and_can_be_visited_says_both(match: Match, directory: Directory) -> None:
    text = one_line(why(replace(match, reaches_person=True), directory.service("nappy-run")))
    assert "No journey needed; going there takes about 20 minutes" in text


def test_why_says_how_to_refer_and_how_soon_they_reply(match: Match, make_service: MakeService) -> None:
    routes = [
        {"who": "self", "how": "Ring first"},
        {"who": "professional", "how": "Fill in the form.", "url": "https://example.org/form", "reply_days": 0},
        {"who": "registered_referrer", "how": "Send a voucher", "reply_days": 2},
        {"who": "gp", "how": "Ask the practice"},
    ]
    text = why(match, make_service("nappy-run", routes=routes))
    assert "The person can get in touch themselves: Ring first." in text
    assert "A professional refers: Fill in the form; a reply comes the same day." in text
    assert "https://example.org/form" in text
    assert "A registered referrer refers: Send a voucher; a reply takes about 2 days." in text
    assert "The GP practice refers: Ask the practice." in text
    assert "How to refer is not stated." in why(match, make_service("nappy-run"))


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (None, "Cost: not stated."),
        ({"pence": 0}, "Free."),
        ({"pence": 350, "note": "tea included"}, "Costs £3.50 a time. Tea included."),
    ],
)
def test_why_says_what_it_costs(cost: object, words: str, match: Match, make_service: MakeService) -> None:
    assert words in why(match, make_service("nappy-run", cost=cost))


def test_why_says_when_the_record_was_checked(match: Match, make_service: MakeService) -> None:
    service = make_service("nappy-run")
    assert "Checked with the provider on 1 October 2026." in why(match, service)
    assert "Not checked since 1 October 2026." in why(replace(match, notes=("stale_record",)), service)
    never = make_service("nappy-run", provenance={"source": "invented"})
    assert "No check with the provider is recorded." in why(match, never)


def test_an_illustrative_service_is_marked_everywhere(
    match: Match, not_available: Exclusion, directory: Directory
) -> None:
    mark = "Illustrative: not a real service."
    assert mark in why(match, directory.service("nappy-run"))
    assert mark in why_not(not_available, directory.service("mens-shed"))


def test_what_to_check_comes_with_its_question(check_first: Match, directory: Directory) -> None:
    text = why(check_first, directory.service("food-parcel"))
    assert "Food parcel: check first." in text
    assert "- Ask the person: Do you have this to hand: Voucher?" in text
    assert "Lowered: meeting in person is advised against" in text


def test_cautions_are_shown_before_the_points(talk_through: Match, directory: Directory) -> None:
    text = one_line(why(talk_through, directory.service("family-help")))
    assert "offer independent advice first" in text
    assert "They will ask about money." in text
    assert text.index("offer independent advice first") < text.index("HOW THE POINTS ADD UP")


def test_a_hold_gives_rule_and_date_and_what_nobody_has_asked(held: Exclusion, directory: Directory) -> None:
    text = one_line(why_not(held, directory.service("universal-credit")))
    assert "paragraph 6.2, public funds (f) and (g), as of 6 December 2025" in text
    assert "recorded recourse: no" in text
    assert "It turns on a question nobody has answered yet: - You don't have to say." in text
    assert "because" not in text


def test_a_hold_without_an_open_question_offers_no_change(held: Exclusion, directory: Directory) -> None:
    text = why_not(replace(held, questions=()), directory.service("universal-credit"))
    assert "WHAT MAY CHANGE THIS" not in text


def test_why_not_names_the_criterion_and_offers_no_change_of_person(
    not_available: Exclusion, directory: Directory
) -> None:
    text = one_line(why_not(not_available, directory.service("mens-shed")))
    assert "It is for somebody who is a man. What is recorded for the person does not fit." in text
    assert "Nothing that the person can choose would change this today." in text


def test_several_reasons_are_each_told_once(not_available: Exclusion, directory: Directory) -> None:
    closed = Trace("status", Truth.NO, detail=(("status", "defunct"),))
    far = Trace("coverage", Truth.NO, detail=(("where", "current"),))
    both = replace(not_available, trace=Trace("service", Truth.NO, parts=(closed, far, far)))
    text = one_line(why_not(both, directory.service("mens-shed")))
    assert "It is not running now" in text
    assert text.count("It does not cover the place where the person is.") == 1


def test_reasons_stand_in_where_a_trace_says_nothing(not_available: Exclusion, directory: Directory) -> None:
    bare = replace(not_available, trace=Trace("service", Truth.UNKNOWN), reasons=(Reason("coverage"),))
    assert "It does not cover the place" in why_not(bare, directory.service("mens-shed"))


def test_a_wish_is_told_as_a_wish_and_a_risk_is_not(avoided: Exclusion, directory: Directory) -> None:
    service = directory.service("community-group")
    assert "The person asked to keep away from this." in why_not(avoided, service)
    assert "take the wish off the list" in one_line(why_not(avoided, service))
    risky = one_line(why_not(replace(avoided, reasons=(Reason("unsafe_beside_risk"),)), service))
    assert "not suggested beside a risk that is recorded" in risky
    assert "take the wish off" not in risky
    assert "asked to keep away" not in risky


def test_why_not_of_a_suitable_service_says_so_with_its_place(match: Match, directory: Directory) -> None:
    text = one_line(why_not(match, directory.service("nappy-run"), place=(1, 3)))
    assert "Nappy run is not left out. It stands as: suitable. It stands at place 1 of 3 in the list." in text
    assert "Nothing recorded stands against it." in text


def test_why_not_of_an_open_service_says_what_is_open(check_first: Match, directory: Directory) -> None:
    text = one_line(why_not(check_first, directory.service("food-parcel")))
    assert "It is for somebody who can show: voucher. That is not known yet for the household." in text
    assert "It turns on a question nobody has answered yet:" in text


def test_a_service_for_something_else_says_so(match: Match, directory: Directory) -> None:
    text = why_not(replace(match, needs=()), directory.service("nappy-run"))
    assert "Nappy run does not relate to any need the person wants help with." in text
    assert "not left out" not in text


def test_a_service_to_talk_through_gives_its_card(talk_through: Match, directory: Directory) -> None:
    text = one_line(why_not(talk_through, directory.service("family-help")))
    assert "It stands as: talk through first." in text
    assert "offer independent advice first" in text


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_be_told(state: State, match: Match, directory: Directory) -> None:
    assert state.value.replace("_", " ") in why(replace(match, state=state), directory.service("nappy-run"))
