"""Running the specification tables: from a few facts to an assessment, a service, and what is decided about them."""

from __future__ import annotations

from typing import Any

from tests.spec.tables import Case, Data
from tests.support import builders

from spmatch.engine.program import compile_program
from spmatch.engine.requirements import trace_of
from spmatch.engine.situation import Situation
from spmatch.errors import InvalidArea, InvalidAssessment
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment
from spmatch.model.parsing import parse_model
from spmatch.model.recommendation import Trace
from spmatch.model.service import Service
from spmatch.truth import Truth

EVERYWHERE = {"nations": ["england", "scotland", "wales", "northern-ireland"]}
WORDS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "not known"}


def person_with(facts: Data) -> Assessment:
    """Return an assessment that says nothing but these facts; members of the household get ids of their own."""
    data: Data = {"id": "somebody", "person": {"id": "m0", "relation": "person"}}
    for name, value in facts.items():
        if name == "household" and value is not None:
            data[name] = [{"id": f"m{n}", **member} for n, member in enumerate(value, start=1)]
        else:
            data[name] = {**data[name], **value} if name == "person" else value
    return parse_model(Assessment, data, error=InvalidAssessment, source="a specification", quote_values=True)


def service_with(facts: Data, id_: str = "service") -> Service:
    """Return a service that runs, covers the whole country and takes everybody, but for these facts."""
    return builders.service(id_, **{"coverage": EVERYWHERE, **facts})


def area_with(case: Case) -> Area | None:
    """Return the area file of a table, with the team's own facts of a row; None: there is no area file."""
    if case.table.area is None and case.row.team is None:
        return None
    data = {"id": "spec", "title": "Made up for a table", "as_of": case.table.as_of, **(case.table.area or {})}
    if case.row.team is not None:
        data["team"] = case.row.team
    return parse_model(Area, data, error=InvalidArea, source="a specification", quote_values=True)


def situation_of_case(case: Case) -> Situation:
    return builders.situation(person_with(case.row.facts), as_of=case.row.as_of, area=area_with(case))


def decided(case: Case) -> tuple[Trace, str]:
    """Return the trace of a row, and the answer that the columns of the index give for the same."""
    service, situation = service_with(case.service), situation_of_case(case)
    column = compile_program([service]).decide(situation).truths
    return trace_of(service, situation), WORDS[Truth(int(column[0]))]


def questions_in(trace: Trace) -> list[Any]:
    return [question for node in trace.walk() for question in node.questions]
