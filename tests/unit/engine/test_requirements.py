"""The four parts of what a service requires: that it runs, recourse, its area, and who it is for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support.builders import AS_OF, SOUTHWARK, assessment, service, situation

from spmatch.engine.requirements import CoverageRule, StatedRule, StatusRule, requirements_of, site_point, trace_of
from spmatch.geography import locate, parse_postcode
from spmatch.model.criteria import FactCriterion
from spmatch.model.recommendation import Trace
from spmatch.model.service import Site
from spmatch.rules.questions import ask_household, ask_service
from spmatch.rules.recourse import RecourseRule
from spmatch.truth import Truth

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
DISABLED = {"type": "fact", "fact": "is_disabled"}


def traced(about=None, **facts) -> Trace:
    return trace_of(service("a", **facts), situation(about if about is not None else assessment()))


def open_trace(code, question, detail=()) -> Trace:
    return Trace(code, UNKNOWN, missing=(question.id,), questions=(question,), detail=detail)


def test_a_service_is_told_in_four_parts_that_must_all_hold():
    trace = traced()
    assert (trace.code, trace.truth) == ("service", YES)
    assert [part.code for part in trace.parts] == ["status", "no_recourse_test_stated", "coverage", "eligibility_open"]


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "defunct"},
        {"recourse": {"requires_recourse": True}},
        {"coverage": {"nations": ["wales"]}},
        {"eligibility": DISABLED},
    ],
)
def test_each_part_can_rule_a_service_out_by_itself(facts):
    about = assessment({"has_recourse": False, "is_disabled": False})
    trace = traced(about, **facts)
    assert trace.truth is NO
    assert [part.truth for part in trace.parts].count(NO) == 1


def test_what_a_service_requires_is_taken_from_its_record():
    runs_until = AS_OF + timedelta(days=9)
    facts = {"status": "active", "runs_until": runs_until, "kind": "hostel", "recourse": {"asks_status": True}}
    offered = service("a", eligibility=DISABLED, **facts)
    assert requirements_of(offered) == (
        StatusRule("active", runs_until),
        RecourseRule(offered.recourse, "hostel"),
        CoverageRule(offered.coverage, ()),
        FactCriterion(fact="is_disabled"),
    )
    assert requirements_of(service("b"))[3] == StatedRule("open")
    assert requirements_of(service("c", eligibility=None))[3] == StatedRule(None)


# Whether it runs.


@pytest.mark.parametrize(
    ("status", "expected"),
    [("active", YES), ("inactive", NO), ("defunct", NO), ("temporarily closed", NO)],
)
def test_only_an_active_service_runs(status, expected):
    assert traced(status=status).parts[0] == Trace("status", expected, detail=(("status", status),))


def test_a_service_of_which_nobody_knows_whether_it_runs_is_asked():
    assert traced(status=None).parts[0] == open_trace("status", ask_service("status"), (("status", "not known"),))


@pytest.mark.parametrize("status", ["active", None])
@pytest.mark.parametrize(("days", "has_ended"), [(-1, True), (0, False), (1, False)])
def test_a_service_runs_on_its_last_day_and_not_after_it(status, days, has_ended):
    last = AS_OF + timedelta(days=days)
    part = traced(status=status, runs_until=last).parts[0]
    told = (("status", "not known" if status is None else status), ("runs_until", last.isoformat()))
    if has_ended:
        assert part == Trace("status", NO, detail=(*told, ("ended", "yes")))
    elif status is None:
        assert part == open_trace("status", ask_service("status"), told)
    else:
        assert part == Trace("status", YES, detail=told)


# Its area.


def test_an_area_that_is_not_stated_is_asked_of_the_service():
    assert traced(coverage=None).parts[2] == open_trace("coverage_not_stated", ask_service("coverage"))


@pytest.mark.parametrize(("where", "question"), [("current", "where"), ("home", "home"), ("placed_by", "placed_by")])
def test_an_open_area_is_asked_of_the_person_as_the_place_that_counts(where, question):
    asked = ask_household(question)
    about = assessment(home=None)
    part = traced(about, coverage={"boroughs": [SOUTHWARK], "where": where}).parts[2]
    assert part == Trace(
        "coverage", UNKNOWN, facts=(asked.id,), missing=(asked.id,), questions=(asked,), detail=(("where", where),)
    )


def test_an_area_that_is_decided_asks_nothing():
    part = traced(coverage={"boroughs": [SOUTHWARK]}).parts[2]
    assert part == Trace("coverage", YES, facts=("household.where",), detail=(("where", "current"),))


def test_a_site_is_where_its_coordinates_are_else_its_postcode_else_not_known():
    found = locate(parse_postcode("SE17"))
    assert found is not None
    assert site_point(Site(postcode="SE17")) == (found.lat, found.lon)
    assert site_point(Site(postcode="SE17", lat=51.0, lon=-0.2)) == (51.0, -0.2)
    assert site_point(Site(name="Somewhere")) is None
    assert site_point(Site(postcode="ZZ99 3VZ")) is None


def test_distance_is_measured_from_every_site_whose_place_is_known_and_only_where_it_counts():
    sites = [{"postcode": "SE17"}, {"name": "Somewhere"}, {"lat": 51.0, "lon": -0.2}]
    near, plain = {"within_km": 1.0}, {"boroughs": [SOUTHWARK]}
    points = (site_point(Site(postcode="SE17")), (51.0, -0.2))
    assert requirements_of(service("a", coverage=near, sites=sites))[2] == CoverageRule(
        service("a", coverage=near).coverage, points
    )
    for facts in (
        {"coverage": plain, "sites": sites},
        {"coverage": None, "sites": sites},
        {"coverage": near, "sites": None},
    ):
        rule = requirements_of(service("a", **facts))[2]
        assert isinstance(rule, CoverageRule)
        assert rule.points == ()


# Who it is for.


def test_who_a_service_takes_is_open_stated_or_asked():
    assert traced(eligibility="open").parts[3] == Trace("eligibility_open", YES)
    assert traced(eligibility=None).parts[3] == open_trace("eligibility_not_stated", ask_service("eligibility"))
    assert traced(eligibility=DISABLED).parts[3].code == "fact"
