"""Small directories and assessments, built from the few facts a test is about; all else takes a stated default."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from spmatch.engine.situation import Situation, situation_of
from spmatch.errors import InvalidAssessment, InvalidDirectory
from spmatch.matcher import Matcher, Result
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment
from spmatch.model.directory import Directory
from spmatch.model.parsing import parse_model
from spmatch.model.service import Service
from spmatch.rules.packs import load_recourse_pack, load_safety_pack
from spmatch.rules.records import RecoursePack, SafetyPack

AS_OF = date(2026, 11, 22)
"""The day tests decide for unless they say otherwise."""
SOUTHWARK, LAMBETH, LEWISHAM = "E09000028", "E09000022", "E09000023"


@cache
def recourse_pack() -> RecoursePack:
    return load_recourse_pack()


@cache
def safety_pack() -> SafetyPack:
    return load_safety_pack()


def service(id_: str, meets: str | list[str] = "loneliness", **facts: Any) -> Service:
    """Return a service that runs, covers England, takes everybody and is free with room, but for the facts given."""
    data: dict[str, Any] = {
        "id": id_,
        "name": f"Service {id_}",
        "organisation": f"Organisation of {id_}",
        "description": "Made up for a test.",
        "meets": [meets] if isinstance(meets, str) else meets,
        "kind": "community",
        "delivery": ["phone"],
        "coverage": {"nations": ["england"]},
        "eligibility": "open",
        "cost": {"pence": 0},
        "capacity": {"code": "capacity", "stated_on": AS_OF},
        "routes": [{"who": "self", "how": "Ring them."}],
        "status": "active",
        "provenance": {"source": "invented", "checked_on": AS_OF},
        "illustrative": True,
    }
    return parse_model(Service, data | facts, error=InvalidDirectory, source="a test", quote_values=True)


def directory(*services: Service) -> Directory:
    return Directory(title="Made up for a test", as_of=AS_OF, services=services)


def member(id_: str, relation: str = "child", **facts: Any) -> dict[str, Any]:
    return {"id": id_, "relation": relation} | facts


def needs(*ids: str, **facts: Any) -> list[dict[str, Any]]:
    return [{"need": id_} | facts for id_ in ids]


def assessment(person: dict[str, Any] | None = None, **facts: Any) -> Assessment:
    """Return an assessment of somebody in SE17 (Southwark) who wants company, but for the facts given."""
    data: dict[str, Any] = {
        "id": "somebody",
        "person": member("me", "person") | (person if person is not None else {}),
        "needs": needs("loneliness"),
        "home": {"postcode": "SE17"},
    }
    return parse_model(Assessment, data | facts, error=InvalidAssessment, source="a test", quote_values=True)


def situation(about: Assessment, *, as_of: date = AS_OF, area: Area | None = None) -> Situation:
    return situation_of(about, as_of=as_of, area=area, recourse_pack=recourse_pack(), safety_pack=safety_pack())


def matcher(*services: Service, **settings: Any) -> Matcher:
    return Matcher(directory(*services), recourse_pack=recourse_pack(), safety_pack=safety_pack(), **settings)


def match(about: Assessment, *services: Service, **settings: Any) -> Result:
    """Match one person to some services, all of the list, on the usual day."""
    return matcher(*services).match(about, **({"as_of": AS_OF, "n": None} | settings))
