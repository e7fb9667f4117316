"""What moves a service up or down the list, one thing at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.builders import AS_OF, assessment, match, member, needs, service

HOME = {"postcode": "SE17"}


def contribution(found, component: str):
    return next(part for part in found.contributions if part.component == component)


def value(about, component: str, **facts) -> tuple[float, bool]:
    part = contribution(match(about, service("a", **facts)).matches[0], component)
    return part.value, part.is_known


def waiting(days):
    return {"code": "no-capacity-has-waitlist", "wait_days": days, "stated_on": AS_OF}


def north(km: float):
    return [{"lat": 51.4880 + km / 111.2, "lon": -0.0960}]


UNCERTAIN = {"eligibility": None}


@pytest.mark.parametrize(
    ("component", "unknown", "typical"),
    [
        ("travel", {"delivery": ["in_person"], "sites": None}, 0.4),
        ("delivery", {"delivery": None}, 0.7),
        ("availability", {"capacity": None}, 0.7),
        ("cost", {"cost": None}, 0.8),
        ("freshness", {"provenance": {"source": "invented"}}, 0.3),
    ],
)
def test_what_is_not_known_counts_as_typical_and_says_so(component, unknown, typical):
    assert value(assessment(), component, **unknown) == (typical, False)


def test_the_language_of_the_person_is_typical_until_somebody_asks():
    assert value(assessment(), "language") == (0.6, False)
    assert value(assessment(practicalities={"speaks": ["eng"]}), "language") == (1.0, True)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"languages": ["spa"]}, (1.0, True)),
        ({"languages": ["eng"], "has_interpreting": True}, (0.8, True)),
        ({"languages": ["eng"], "has_interpreting": False}, (0.1, True)),
        ({"languages": ["eng"]}, (0.6, False)),
        ({}, (0.6, False)),
    ],
)
def test_a_shared_language_an_interpreter_and_neither(facts, expected):
    assert value(assessment(practicalities={"speaks": ["spa"]}), "language", **facts) == expected


def test_english_alone_is_no_shared_language_for_somebody_who_needs_an_interpreter():
    about = assessment(practicalities={"speaks": ["eng", "spa"], "needs_interpreter": True})
    assert value(about, "language", languages=["eng"], has_interpreting=False) == (0.1, True)


@pytest.mark.parametrize(("pence", "expected"), [(0, 1.0), (500, 0.5), (1000, 0.25)])
def test_each_five_pounds_halve_the_worth(pence, expected):
    assert value(assessment(), "cost", cost={"pence": pence}) == (expected, True)


@pytest.mark.parametrize(("days", "expected"), [(-5, 1.0), (0, 1.0), (365, 0.5), (5000, 0.3)])
def test_a_year_without_a_check_halves_a_record_down_to_what_the_oldest_is_worth(days, expected):
    checked = {"source": "invented", "checked_on": AS_OF - timedelta(days=days)}
    assert value(assessment(), "freshness", provenance=checked) == (expected, True)


@pytest.mark.parametrize(
    ("urgency", "days", "expected"),
    [("this_week", 7, 0.5), ("soon", 28, 0.5), ("whenever", 90, 0.5), (None, 28, 0.5), ("soon", None, 0.5)],
)
def test_a_wait_is_halved_by_the_patience_of_the_need(urgency, days, expected):
    about = assessment(needs=needs("loneliness", urgency=urgency))
    assert value(about, "availability", capacity=waiting(days))[0] == expected


def test_a_waiting_list_however_long_is_worth_no_less_than_no_list():
    about = assessment(needs=needs("loneliness", urgency="today"))
    full = value(about, "availability", capacity={"code": "no-capacity", "stated_on": AS_OF})
    for days in (1, 5, 200, 1500):
        assert value(about, "availability", capacity=waiting(days)) >= full


def test_an_open_question_costs_a_little_and_only_in_certainty():
    clear, open_ = (match(assessment(), service("a", **facts)).matches[0] for facts in ({}, UNCERTAIN))
    assert contribution(open_, "certainty").value == 0.5
    others = [part for part in clear.contributions if part.component != "certainty"]
    assert others == [part for part in open_.contributions if part.component != "certainty"]
    assert open_.points < clear.points


def test_a_service_that_comes_to_the_person_needs_no_journey():
    for mode in ("home_visit", "online", "phone", "delivered", "outreach"):
        assert value(assessment(home=HOME), "travel", delivery=[mode], sites=north(50)) == (1.0, True)


def test_beyond_the_longest_journey_little_remains_and_nearer_is_always_better():
    about = assessment(home=HOME, practicalities={"max_travel_minutes": 30, "travels_by": ["walk"]})
    values = [value(about, "travel", delivery=["in_person"], sites=north(km))[0] for km in (0, 0.5, 1, 1.5, 2, 3, 9)]
    assert values == sorted(values, reverse=True)
    assert values[3] > 0.4
    assert values[4] < 0.05


@pytest.mark.parametrize("mode", ["in_person", "home_visit", "outreach", "collection"])
def test_meeting_people_is_lowered_while_anybody_in_the_household_should_not(mode):
    child = member("kid", avoid_in_person={"is_advised": True})
    assert value(assessment(household=[child]), "delivery", delivery=[mode]) == (0.15, True)
    assert value(assessment(household=[member("kid")]), "delivery", delivery=[mode]) == (1.0, True)
    assert value(assessment(household=[child]), "delivery", delivery=[mode, "phone"]) == (1.0, True)


def test_somebody_who_can_collect_makes_collecting_possible():
    child = member("kid", avoid_in_person={"is_advised": True})
    about = assessment(household=[child], practicalities={"someone_can_collect": True})
    assert value(about, "delivery", delivery=["collection"]) == (1.0, True)


def test_a_service_for_exactly_this_comes_before_a_wider_one_and_that_before_a_related_one():
    exact, narrower = service("d", "loneliness"), service("c", "befriending")
    found = match(assessment(), exact, narrower).matches
    fits = {one.service: contribution(one, "need_fit").value for one in found}
    assert fits["d"] > fits.get("c", 0.0)
    assert found[0].service == "d"


@st.composite
def offers(draw):
    """Draw facts of a service that ranking looks at, each as a number where lower is better."""
    return {
        "km": draw(st.integers(0, 40)) / 4,
        "wait": draw(st.integers(0, 300)),
        "pence": draw(st.integers(0, 3000)),
        "age": draw(st.integers(0, 2000)),
    }


def _built(id_: str, offer):
    return service(
        id_,
        delivery=["in_person"],
        sites=north(offer["km"]),
        capacity=waiting(offer["wait"]),
        cost={"pence": offer["pence"]},
        provenance={"source": "invented", "checked_on": AS_OF - timedelta(days=offer["age"])},
    )


@given(
    others=st.lists(offers(), max_size=5),
    offer=offers(),
    name=st.sampled_from(["km", "wait", "pence", "age"]),
    share=st.floats(0, 1),
    longest=st.none() | st.integers(0, 60),
    urgency=st.sampled_from(["today", "this_week", "soon", "whenever", None]),
)
def test_getting_better_in_one_thing_never_loses_a_place(*, others, offer, name, share, longest, urgency):
    about = assessment(
        home=HOME, practicalities={"max_travel_minutes": longest}, needs=needs("loneliness", urgency=urgency)
    )
    rest = [_built(f"other-{number}", other) for number, other in enumerate(others)]
    better = offer | {name: offer[name] * share if name == "km" else int(offer[name] * share)}
    places = []
    for facts in (offer, better):
        found = match(about, *rest, _built("mine", facts)).matches
        places.append([one.service for one in found].index("mine"))
    assert places[1] <= places[0]
