"""Engine and oracle on more than a hundred thousand pairs of a person and a service.

People and services are drawn once, then every person meets every service, so that one table of columns holds hundreds
of services that share criteria, as a real directory does. The draw is the same on every machine. ``make long`` runs
this; ``make test`` does not.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support import builders, strategies
from tests.support.builders import AS_OF, recourse_pack
from tests.support.oracle import Oracle

from spmatch.engine.places import covers
from spmatch.engine.program import compile_program
from spmatch.engine.requirements import site_point, trace_of
from spmatch.engine.situation import Situation
from spmatch.model import criteria as kinds
from spmatch.model.coverage import Coverage
from spmatch.model.service import Service, Site
from spmatch.truth import Truth

pytestmark = pytest.mark.long

PEOPLE, SERVICES, ALONE_OF_EACH = 500, 240, 8
SEED = 20261122
SHARES_NOT_KNOWN = (0.0, 0.1, 0.25, 0.5, 0.8)
LEAST_PAIRS = 100_000
DAYS = (AS_OF, AS_OF, date(2028, 2, 29), AS_OF + timedelta(days=40), AS_OF - timedelta(days=200))
"""The days people are matched on: the day most facts were stated, later, a leap day, and before."""
LEAST_OF_EACH = 200
"""How often each kind has to be seen with each answer, so that a fault in one case of fifty would show several times."""
KINDS = [kind.model_fields["type"].default for kind in get_args(get_args(kinds.Criterion)[0])]
NEVER = {("document", "NO"), ("season", "UNKNOWN")}
"""A document may always be got or shown otherwise, and the day of the year is always known."""
RECOURSE = {
    "public_fund": ("NO", "UNKNOWN", "YES"),
    "fund_depends": ("NO", "UNKNOWN", "YES"),
    "needs_benefit": ("NO", "UNKNOWN", "YES"),
    "requires_recourse": ("NO", "UNKNOWN", "YES"),
    "recourse_not_stated": ("UNKNOWN", "YES"),
    "rent_from_housing_benefit": ("UNKNOWN", "YES"),
    "fund_not_in_force": ("NO",),
    "not_public_fund": ("YES",),
    "adviser_confirmed": ("YES",),
    "open_to_all_recourse": ("YES",),
    "no_recourse_test_stated": ("YES",),
}
LEAST_OF_RECOURSE = 50
"""The same for each rule of recourse; there is one decision about it for each service only."""
AREAS: dict[str, list[Any]] = {
    "nations": [("england",), ("scotland", "wales"), strategies.NATIONS],
    "boroughs": [(builders.SOUTHWARK,), (builders.LAMBETH, builders.LEWISHAM)],
    "wards": [strategies.WARDS, strategies.WARDS[:1]],
    "outcodes": [("SE1",), ("SE5", "SE17", "SE15"), ("M1",)],
    "neighbourhoods": [("riverside",), ("hillside",), ("not-in-the-area-file",)],
    "practices": [strategies.PRACTICES[:1], strategies.PRACTICES[1:]],
    "pcns": [("river-pcn",), ("hill-pcn",)],
    "polygons": [(ring,) for ring in strategies.POLYGONS],
    "within_km": [0.5, 2.0, 4.0, 10.0, 100.0],
}
SITES = tuple(Site(**site) for site in strategies.SITES if "postcode" in site or "lat" in site)


def _drawn(strategy: st.SearchStrategy[Any], least: int) -> list[Any]:
    """Draw so many different values; the same ones on every machine."""
    found: dict[str, Any] = {}

    @settings(
        max_examples=least * 2,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Any) -> None:
        found.setdefault(str(value) if isinstance(value, dict) else value.model_dump_json(), value)

    collect()
    return list(found.values())[:least]


def _mixed(drawn: list[dict[str, Any]], rng: random.Random) -> dict[str, Any]:
    """Return somebody whose home, money, household and so on come from different people of the draw."""
    mixed = {name: copy.deepcopy(rng.choice(drawn)[name]) for name in drawn[0]}
    stated = {need["need"]: dict(need) for _ in range(4) for need in rng.choice(drawn)["needs"]}
    return mixed | {"needs": list(stated.values())}


def _forget(data: dict[str, Any], share: float, rng: random.Random) -> None:
    """Take away a share of what is known about somebody; of a postcode or a date of birth a part may stay known."""
    for *steps, last in strategies.facts_of(data):
        holder: Any = data
        for step in steps:
            holder = None if holder is None else holder[step]
        if holder is None or (isinstance(holder, dict) and last not in holder) or rng.random() >= share:
            continue
        known = holder[last]
        if steps and steps[-1] in ("conditions", "clinical_clearance", "receives", "documents", "answers"):
            del holder[last]
        elif last == "household" and rng.random() < 0.7:
            continue  # otherwise the members of a household would hardly ever be known when much else is not
        else:
            holder[last] = rng.choice([*strategies.coarser(known)]) if last == "postcode" and known else None
        if last == "born_on" and rng.random() < 0.5:
            holder["age"] = {
                "years": (AS_OF - known).days // 366,
                "stated_on": AS_OF - timedelta(days=rng.randrange(400)),
            }


@cache
def people() -> tuple[tuple[Situation, Oracle], ...]:
    """Return people on different days, each with the oracle about them; a team in nine has no area file."""
    rng = random.Random(SEED)
    drawn = _drawn(strategies.complete_people(), PEOPLE)
    pairs = []
    for number in range(PEOPLE):
        data = _mixed(drawn, rng)
        _forget(data, SHARES_NOT_KNOWN[number % len(SHARES_NOT_KNOWN)], rng)
        about, as_of = strategies.read(data), rng.choice(DAYS)
        area = None if rng.random() < 1 / 9 else strategies.AREA
        oracle = Oracle(about, as_of=as_of, area=area, pack=recourse_pack())
        pairs.append((builders.situation(about, as_of=as_of, area=area), oracle))
    return tuple(pairs)


@cache
def services() -> tuple[Service, ...]:
    """Return services of all sorts, and some about one kind of criterion or one fund and nothing else."""
    drawn = _drawn(strategies.directories(least=3, most=9), SERVICES // 4)
    several = [service for one in drawn for service in one.services][:SERVICES]
    of_kind: dict[str, list[Any]] = {}
    for leaf in _drawn(strategies.LEAVES, 600):
        of_kind.setdefault(leaf.type, []).append(leaf)
    for leaves in of_kind.values():
        wrapped = [kinds.NotCriterion(part=leaf) for leaf in leaves] + [
            kinds.MemberCriterion(meets=leaf) for leaf in leaves
        ]
        alone = [*leaves, *wrapped][:ALONE_OF_EACH]
        several += [builders.service("alone", eligibility=criterion.model_dump()) for criterion in alone]
    several += [builders.service("fund", kind="fund", recourse={"is_fund": fund}) for fund in strategies.FUNDS]
    several += [builders.service("rent", recourse={"rent_from_housing_benefit": True})]
    several += [builders.service("stated", recourse={"requires_recourse": True})]
    return tuple(one.model_copy(update={"id": f"s{number:03}"}) for number, one in enumerate(several))


def _report(capsys: pytest.CaptureFixture[str], title: str, seen: Counter[tuple[str, str]]) -> None:
    names = sorted({name for name, _ in seen})
    rows = [f"  {name:26}" + "".join(f"{seen[name, truth.name]:>10,}" for truth in Truth) for name in names]
    head = f"\n{title}\n  {'':26}" + "".join(f"{truth.name:>10}" for truth in Truth)
    with capsys.disabled():
        print("\n".join([head, *rows]))


def test_trace_column_and_oracle_agree_on_every_pair_and_every_kind_is_seen_with_every_answer(capsys):
    program = compile_program(services())
    seen: Counter[tuple[str, str]] = Counter()
    whole: Counter[tuple[str, str]] = Counter()
    pairs = 0
    for situation, oracle in people():
        decided = program.decide(situation)
        for row, service in enumerate(services()):
            trace = trace_of(service, situation)
            parts = [oracle.runs(service), oracle.recourse(service), oracle.covered(service), oracle.taken(service)]
            assert [part.truth for part in trace.parts] == [Truth.of(part) for part in parts], service
            assert trace.truth is Truth.of(oracle.service(service)), service
            assert trace.truth is Truth(int(decided.truths[row])), service
            seen.update((node.code, node.truth.name) for node in trace.walk())
            whole[trace.code, trace.truth.name] += 1
            pairs += 1
    criteria = Counter({key: n for key, n in seen.items() if key[0] in KINDS})
    rules = Counter({key: n for key, n in seen.items() if key[0] in RECOURSE})
    _report(capsys, f"{pairs:,} pairs ({len(people())} people, {len(services())} services), whole services", whole)
    _report(capsys, "criteria, each decided within these pairs", criteria)
    _report(capsys, "rules of recourse", rules)
    assert pairs >= LEAST_PAIRS
    rare = {(kind, truth.name): criteria[kind, truth.name] for kind in KINDS for truth in Truth}
    assert {key: n for key, n in rare.items() if n < LEAST_OF_EACH and key not in NEVER} == {}
    assert [key for key in NEVER if criteria[key]] == []
    expected = [(code, truth) for code, truths in RECOURSE.items() for truth in truths]
    assert {key: rules[key] for key in expected if rules[key] < LEAST_OF_RECOURSE} == {}


def _areas() -> Iterator[tuple[str, Coverage]]:
    for name, values in AREAS.items():
        for value in values:
            for where in ("current", "home"):
                yield name, Coverage(where=where, **{name: value})
    for boroughs in AREAS["boroughs"]:
        yield "placed_by", Coverage(where="placed_by", boroughs=boroughs)


def test_engine_and_oracle_agree_on_each_part_of_an_area_alone_and_every_part_is_seen_with_every_answer(capsys):
    seen: Counter[tuple[str, str]] = Counter()
    points = [point for point in map(site_point, SITES) if point is not None]
    for name, area in _areas():
        for situation, oracle in people():
            for at in ([], points[:1], points) if name == "within_km" else ([],):
                truth, _ = covers(area, situation, tuple(at))
                assert truth is Truth.of(oracle.within(area, at)), area
                seen[name, truth.name] += 1
    _report(capsys, "parts of an area, each alone", seen)
    assert {name for name, _ in seen} == {*Coverage.model_fields, "placed_by"} - {"where"}
    assert {key: n for key, n in seen.items() if n < LEAST_OF_RECOURSE} == {}
    assert len(seen) == 3 * len({name for name, _ in seen}), "each part gives each of the three answers"
