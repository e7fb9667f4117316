"""Whether an area takes in the place of a person that counts."""

from __future__ import annotations

from spmatch.engine.situation import Situation, Whereabouts
from spmatch.geography import in_outcode, in_polygon, in_ward, within_km
from spmatch.model.coverage import Coverage
from spmatch.model.recommendation import Question
from spmatch.rules.questions import ask_household
from spmatch.truth import Truth, disjunction

__all__ = ["covers"]

Points = tuple[tuple[float, float], ...]


def covers(coverage: Coverage, situation: Situation, points: Points = ()) -> tuple[Truth, Question]:
    """Decide whether an area takes in the person, and give the question that would settle it.

    Parameters
    ----------
    coverage
        The area; any part of it that holds is enough.
    situation
        The person's situation.
    points
        Latitude and longitude of the sites that ``within_km`` is measured from. None at all: distance is not known.
    """
    if coverage.where == "placed_by":
        placed_by = situation.assessment.housing.placed_by
        truth = Truth.UNKNOWN if placed_by is None else Truth.of(placed_by in coverage.boroughs)
        return truth, ask_household("placed_by")
    is_home = coverage.where == "home"
    place = situation.home if is_home else situation.current
    truths = [
        _in_parts(coverage, place, situation),
        _near(coverage, place, points),
        *(_in_neighbourhood(name, place, situation) for name in coverage.neighbourhoods),
    ]
    by_practice = coverage.practices or coverage.pcns
    only_practices = bool(by_practice) and coverage == Coverage(practices=coverage.practices, pcns=coverage.pcns)
    question = "practice" if only_practices else ("home" if is_home else "where")
    return disjunction(truths), ask_household(question)


def _in_parts(coverage: Coverage, place: Whereabouts, situation: Situation) -> Truth:
    """Decide the parts that need neither the area file nor a distance."""
    truths = []
    if coverage.nations:
        truths.append(place.in_nation(coverage.nations))
    if coverage.boroughs:
        truths.append(place.in_borough(coverage.boroughs))
    if coverage.wards:
        truths.append(in_ward(place.location, coverage.wards))
    if coverage.outcodes:
        truths.append(in_outcode(place.postcode, coverage.outcodes))
    if coverage.practices:
        practice = situation.assessment.practice
        truths.append(Truth.UNKNOWN if practice is None else Truth.of(practice in coverage.practices))
    if coverage.pcns:
        truths.append(_in_pcn(coverage.pcns, situation))
    truths += [in_polygon(place.location, {"type": "Polygon", "coordinates": [ring]}) for ring in coverage.polygons]
    return disjunction(truths)


def _in_pcn(pcns: tuple[str, ...], situation: Situation) -> Truth:
    """Decide by the practice's network as the area file gives it; a practice that is not listed there stays open."""
    listed = None if situation.area is None else situation.area.practice(situation.assessment.practice)
    return Truth.UNKNOWN if listed is None or listed.pcn is None else Truth.of(listed.pcn in pcns)


def _near(coverage: Coverage, place: Whereabouts, points: Points) -> Truth:
    if coverage.within_km is None:
        return Truth.NO
    if not points:
        return Truth.UNKNOWN
    return disjunction(within_km(place.location, lat, lon, coverage.within_km) for lat, lon in points)


def _in_neighbourhood(name: str, place: Whereabouts, situation: Situation) -> Truth:
    """Decide a neighbourhood of the area file; one that is not listed there stays open."""
    listed = () if situation.area is None else situation.area.neighbourhoods
    found = next((item for item in listed if item.id == name), None)
    return Truth.UNKNOWN if found is None else _in_parts(found.covers, place, situation)
