"""An independent, slow, obvious walk over a service's requirements: no interning, no columns, no Kleene tables.

Written from the docstrings of the models and the practice notes, with plain None, True and False. It shares with the
engine only the data models, the gazetteer's answer to "where is this postcode" and the records of the fund pack.
"""

from __future__ import annotations

from cmath import phase
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import cos, pi, radians
from typing import Any

from spmatch.geography import Location, distance_m, locate, nation_of, parse_postcode, wards
from spmatch.geography.location import EARTH_RADIUS_M
from spmatch.model import criteria as kinds
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment, Member, Place
from spmatch.model.coverage import Coverage
from spmatch.model.service import Service
from spmatch.rules.records import RecoursePack

Answer = bool | None
SOUTHWARK = "E09000028"
SENSITIVE = ("hostel", "refuge", "supported_housing", "grant", "childcare", "statutory", "benefit_passported", "fund")
NO_PLACE_KNOWN = ("po_box", "forces", "no_fixed_abode_or_unknown")
HOUSING_FACTS = ("has_cooking", "has_arrears", "is_liable_for_council_tax", "is_likely_to_move")
MEMBER_FACTS = (
    "is_disabled", "is_pregnant", "is_unpaid_carer", "is_british_citizen", "is_care_leaver", "is_veteran",
    "can_attend_alone", "uses_alcohol_or_drugs", "is_under_secondary_care",
)  # fmt: skip


def every(answers: Iterable[Answer]) -> Answer:
    """Say whether all hold: one no settles it, then one blank leaves it open."""
    given = list(answers)
    if any(answer is False for answer in given):
        return False
    if any(answer is None for answer in given):
        return None
    return True


def some(answers: Iterable[Answer]) -> Answer:
    """Say whether one at least holds: one yes settles it, then one blank leaves it open."""
    given = list(answers)
    if any(answer is True for answer in given):
        return True
    if any(answer is None for answer in given):
        return None
    return False


def inverse(answer: Answer) -> Answer:
    return None if answer is None else not answer


class Oracle:
    """Decides for one person on one day."""

    def __init__(self, assessment: Assessment, *, as_of: date, area: Area | None, pack: RecoursePack) -> None:
        self.assessment, self.as_of, self.area, self.pack = assessment, as_of, area, pack

    def service(self, service: Service) -> Answer:
        """Say whether everything holds: it runs, recourse, its area, and who it is for."""
        return every([self.runs(service), self.recourse(service), self.covered(service), self.taken(service)])

    def runs(self, service: Service) -> Answer:
        if service.runs_until is not None and service.runs_until < self.as_of:
            return False
        return None if service.status is None else service.status == "active"

    def taken(self, service: Service) -> Answer:
        if service.eligibility is None:
            return None
        return True if service.eligibility == "open" else self.criterion(service.eligibility, self.assessment.person)

    # Recourse: what is not yes for the benefit, the fund, or the provider's own statement, in that order, decides.

    def recourse(self, service: Service) -> Answer:
        facts = service.recourse
        rule = None if facts.is_fund is None else self.pack.rule(facts.is_fund)
        is_over = rule is not None and rule.valid_to is not None and rule.valid_to < self.as_of
        is_ahead = rule is not None and rule.valid_from is not None and rule.valid_from > self.as_of
        is_listed = rule is not None and rule.standing != "not_public_fund"
        if rule is not None and is_listed and not is_over and not is_ahead and self.is_confirmed(rule.fund):
            return True
        answers: list[Answer] = []
        benefits = ((*rule.needs_benefit,) if rule is not None else ()) + facts.needs_benefit
        if benefits:
            answers.append(some(self.assessment.money.receives.get(benefit) for benefit in benefits))
        if is_over or is_ahead:
            answers.append(False)
        elif rule is not None:
            answers.append(True if rule.standing == "not_public_fund" else self.fund(rule.whose_status))
        if facts.requires_recourse is True:
            answers.append(self.assessment.person.has_recourse)
        if answers or facts.requires_recourse is False:
            return next((answer for answer in answers if answer is not True), True)
        if facts.rent_from_housing_benefit is True or service.kind in SENSITIVE:
            return True if self.everybody_can_claim() else None
        return True

    def is_confirmed(self, fund: str) -> bool:
        return any(c.fund == fund and c.on <= self.as_of for c in self.assessment.adviser_confirmations)

    def everybody_can_claim(self) -> bool:
        known = self.assessment.household is not None
        return known and all(member.has_recourse is True for member in self.assessment.members)

    def fund(self, whose: str | None) -> Answer:
        """Yes when everybody can claim, no when all whose status counts cannot, and open in all other cases."""
        about = self.assessment
        another_parent = whose == "either_parent" and about.has_other_parent is not False
        if self.everybody_can_claim() and not another_parent:
            return True
        counts = {
            "claimant": lambda m: m.relation == "person",
            "child": lambda m: m.relation == "child",
            "either_parent": lambda m: m.relation in ("person", "partner"),
        }.get(whose or "household", lambda m: True)
        counting = [member for member in about.members if counts(member)]
        may_be_more = whose != "claimant" and (about.household is None or another_parent)
        if counting and not may_be_more and all(member.has_recourse is False for member in counting):
            return False
        return None

    # Places.

    def covered(self, service: Service) -> Answer:
        if service.coverage is None:
            return None
        points = [self.site(site.postcode, site.lat, site.lon) for site in service.sites or ()]
        return self.within(service.coverage, [point for point in points if point is not None])

    def site(self, postcode: str | None, lat: float | None, lon: float | None) -> tuple[float, float] | None:
        if lat is not None and lon is not None:
            return lat, lon
        found = None if postcode is None else locate(parse_postcode(postcode))
        return None if found is None else (found.lat, found.lon)

    def within(self, area: Coverage, points: list[tuple[float, float]]) -> Answer:
        if area.where == "placed_by":
            placed_by = self.assessment.housing.placed_by
            return None if placed_by is None else placed_by in area.boroughs
        about = self.assessment
        place = about.home if area.where == "home" or about.temporary is None else about.temporary
        answers = [self.parts(area, place)]
        if area.within_km is not None:
            answers.append(some(self.near(place, point, area.within_km) for point in points) if points else None)
        for name in area.neighbourhoods:
            named = [n for n in (self.area.neighbourhoods if self.area is not None else ()) if n.id == name]
            answers.append(self.parts(named[0].covers, place) if named else None)
        return some(answers)

    def parts(self, area: Coverage, place: Place | None) -> Answer:
        answers: list[Answer] = []
        boroughs = self.possible_boroughs(place)
        if area.nations:
            is_all = set(area.nations) == {"england", "scotland", "wales", "northern-ireland"}
            in_nation = None if boroughs is None else self.unanimous(nation_of(b) in area.nations for b in boroughs)
            answers.append(True if is_all else in_nation)
        if area.boroughs:
            answers.append(None if boroughs is None else self.unanimous(b in area.boroughs for b in boroughs))
        if area.wards:
            answers.append(self.in_ward(place, area.wards))
        if area.outcodes:
            answers.append(self.in_outcode(place, area.outcodes))
        if area.practices:
            practice = self.assessment.practice
            answers.append(None if practice is None else practice in area.practices)
        if area.pcns:
            known = [p.pcn for p in (self.area.practices if self.area else ()) if p.id == self.assessment.practice]
            answers.append(known[0] in area.pcns if known and known[0] is not None else None)
        answers += [self.inside(place, ring) for ring in area.polygons]
        return some(answers)

    def unanimous(self, answers: Iterable[bool]) -> Answer:
        given = set(answers)
        return given.pop() if len(given) == 1 else None

    def location(self, place: Place | None) -> Location | None:
        return None if place is None or place.postcode is None else locate(parse_postcode(place.postcode))

    def possible_boroughs(self, place: Place | None) -> set[str] | None:
        """Return where the place may be: what the team recorded, else what the postcode leaves open."""
        if place is not None and place.borough is not None:
            return {place.borough}
        found = self.location(place)
        if found is None:
            return None
        return {found.borough} if found.borough is not None else set(found.possible_boroughs or ()) or None

    def in_ward(self, place: Place | None, codes: tuple[str, ...]) -> Answer:
        """Wards are known for full Southwark postcodes; elsewhere all or none of the wards there may be settles it."""
        found = self.location(place)
        if found is not None and found.ward is not None:
            return found.ward in codes
        if found is None:
            return None
        possible = {found.borough} if found.borough is not None else set(found.possible_boroughs or ())
        if possible == {SOUTHWARK}:
            return self.unanimous(ward in codes for ward in wards())
        only_southwark = all(code in wards() for code in codes)
        return False if possible and SOUTHWARK not in possible and only_southwark else None

    def in_outcode(self, place: Place | None, codes: tuple[str, ...]) -> Answer:
        if place is None or place.postcode is None:
            return None
        postcode = parse_postcode(place.postcode)
        if postcode.outward in codes:
            return True
        return None if postcode.special in NO_PLACE_KNOWN else False

    def near(self, place: Place | None, point: tuple[float, float], km: float) -> Answer:
        """Nearest and farthest place the person may be at must agree; the edge counts as within."""
        found = self.location(place)
        if found is None:
            return None
        away = distance_m(found, Location.at(*point))
        nearest, farthest = away - found.reach_m, away + found.reach_m
        return True if farthest <= km * 1000 else (False if nearest > km * 1000 else None)

    def inside(self, place: Place | None, ring: Sequence[tuple[float, float]]) -> Answer:
        """Walk around the outline: it turns once around what is inside. Near the line the answer stays open."""
        found = self.location(place)
        if found is None:
            return None
        metres = radians(1) * EARTH_RADIUS_M
        around = [
            complex((lon - found.lon) * metres * cos(radians(found.lat)), (lat - found.lat) * metres)
            for lon, lat in ring
        ]
        edges = list(zip(around, [*around[1:], around[0]], strict=True))
        if any(to_edge(*edge) <= found.reach_m for edge in edges):
            return None
        return abs(sum(phase(end / start) for start, end in edges)) > pi

    # Criteria: each kind as its docstring says.

    def criterion(self, criterion: Any, subject: Member) -> Answer:
        match criterion:
            case kinds.AllOf():
                return every(self.criterion(part, subject) for part in criterion.parts)
            case kinds.AnyOf():
                return some(self.criterion(part, subject) for part in criterion.parts)
            case kinds.NotCriterion():
                return inverse(self.criterion(criterion.part, subject))
            case kinds.MemberCriterion():
                return self.some_member(criterion)
            case kinds.AgeCriterion():
                return self.aged(criterion, subject)
            case kinds.GenderCriterion():
                return None if subject.gender is None else subject.gender in criterion.is_in
            case kinds.FactCriterion():
                return self.fact(criterion.fact, subject)
            case kinds.ConditionCriterion():
                return subject.conditions.get(criterion.condition)
            case kinds.RecourseCriterion():
                return subject.has_recourse
            case kinds.ClearanceCriterion():
                return subject.clinical_clearance.get(criterion.activity)
            case kinds.PerinatalCriterion():
                return self.perinatal(criterion, subject)
        return self.of_household(criterion)

    def of_household(self, criterion: Any) -> Answer:
        about = self.assessment
        money, practical, housing = about.money, about.practicalities, about.housing
        match criterion:
            case kinds.ReceivesCriterion():
                return some(money.receives.get(fund) for fund in criterion.any_of)
            case kinds.IncomeCriterion():
                pence = money.take_home_pence_per_month
                return None if pence is None else pence <= criterion.at_most_pence_per_month
            case kinds.HousingCriterion():
                asked = [
                    (criterion.situations, housing.situation),
                    (criterion.providers, housing.provider),
                    (criterion.landlords, housing.landlord),
                ]
                return every(None if fact is None else fact in listed for listed, fact in asked if listed)
            case kinds.PlacedByCriterion():
                return None if housing.placed_by is None else housing.placed_by in criterion.boroughs
            case kinds.LivesInCriterion():
                return self.within(criterion.area, [])
            case kinds.NeedCriterion():
                stated = [need.severity for need in about.needs if need.need == criterion.need]
                return some(self.severe(severity, criterion) for severity in stated) if stated else None
            case kinds.DocumentCriterion():
                return True if practical.documents.get(criterion.document) is True else None
            case kinds.LanguageCriterion():
                speaks = practical.speaks
                return None if speaks is None else any(code in criterion.any_of for code in speaks)
            case kinds.AskedCriterion():
                return about.answers.get(criterion.id)
            case kinds.SupplierCriterion():
                supplier = money.energy_supplier if criterion.of == "energy" else money.water_supplier
                return None if supplier is None else supplier in criterion.any_of
        return self.of_surroundings(criterion)

    def of_surroundings(self, criterion: Any) -> Answer:
        about = self.assessment
        match criterion:
            case kinds.PracticeCriterion():
                return None if about.practice is None else about.practice in criterion.practices
            case kinds.PriorUseCriterion():
                return None if about.used_before is None else self.not_used(criterion.service, criterion.days)
            case kinds.ReferrerCriterion():
                listed = None if self.area is None else self.area.team.registered_referrer_with
                return None if listed is None else criterion.organisation in listed
            case kinds.SeasonCriterion():
                return self.in_season(criterion.from_day, criterion.until_day)
        raise NotImplementedError(type(criterion))

    def not_used(self, service: str, days: int) -> bool:
        last = [use.last_on for use in self.assessment.used_before or () if use.service == service]
        return all((self.as_of - day).days >= days for day in last)

    def perinatal(self, criterion: kinds.PerinatalCriterion, subject: Member) -> Answer:
        answers: list[Answer] = [subject.is_pregnant] if criterion.includes_pregnancy else []
        if criterion.max_weeks_after_birth is not None:
            since = None if subject.gave_birth_on is None else (self.as_of - subject.gave_birth_on).days
            answers.append(None if since is None else 0 <= since < (criterion.max_weeks_after_birth + 1) * 7)
        return some(answers)

    def in_season(self, first: str, last: str) -> bool:
        """Begin the year on the first day: the season is on until its last day has come. 29 February is a day too."""
        days = [f"{date(2000, 1, 1) + timedelta(days=n):%m-%d}" for n in range(366)]
        turned = days[days.index(first) :] + days[: days.index(first)]
        return turned.index(f"{self.as_of:%m-%d}") <= turned.index(last)

    def some_member(self, criterion: kinds.MemberCriterion) -> Answer:
        wanted = criterion.relations
        members = [m for m in self.assessment.members if wanted is None or m.relation in wanted]
        answers = [self.criterion(criterion.meets, member) for member in members]
        others_may_live_there = self.assessment.household is None and (wanted is None or set(wanted) != {"person"})
        return some([*answers, None] if others_may_live_there else answers)

    def fact(self, name: str, subject: Member) -> Answer:
        about = self.assessment
        if name in MEMBER_FACTS:
            holder: Any = subject
        elif name in HOUSING_FACTS:
            holder = about.housing
        else:
            holder = about.money if name == "has_bank_account" else about.practicalities
        answer: Answer = getattr(holder, name)
        return answer

    def severe(self, severity: int | None, criterion: kinds.NeedCriterion) -> Answer:
        if severity is None:
            return None
        low = 1 if criterion.at_least is None else criterion.at_least
        high = 3 if criterion.at_most is None else criterion.at_most
        return low <= severity <= high

    def aged(self, criterion: kinds.AgeCriterion, subject: Member) -> Answer:
        """Ask every birthday the member can have; all must agree."""
        span = possible_months(subject, self.as_of)
        if span is None:
            return None
        low = criterion.min_months if criterion.min_years is None else criterion.min_years * 12
        high = criterion.max_months if criterion.max_years is None else criterion.max_years * 12 + 11
        low, high = (-(10**6) if low is None else low), (10**6 if high is None else high)
        return self.unanimous(low <= months <= high for months in range(span[0], span[1] + 1))


def to_edge(start: complex, end: complex) -> float:
    """Return how far the middle of the plane is from a stretch of line: from its foot, or else from the nearer end."""
    along = end - start
    if along and 0 < -(start * along.conjugate()).real < abs(along) ** 2:
        return abs((start.conjugate() * along).imag) / abs(along)
    return min(abs(start), abs(end))


def whole_months(born: date, day: date) -> int:
    """Count completed months one by one, as a birthday calendar would; before birth the count is negative."""
    months = (day.year - born.year) * 12 + (day.month - born.month)
    return months if day.day >= born.day else months - 1


def possible_months(member: Member, as_of: date) -> tuple[int, int] | None:
    if member.born_on is not None:
        return (whole_months(member.born_on, as_of),) * 2
    age = member.age
    if age is None:
        return None
    low, high = (
        (age.months, age.months) if age.months is not None else ((age.years or 0) * 12, (age.years or 0) * 12 + 11)
    )
    # The birth date lies in a span of days; the first and the last of them give the highest and the lowest age.
    since = whole_months(age.stated_on, as_of)
    extra = 0 if as_of.day == age.stated_on.day else 1
    return max(0, low + since), max(0, high + since + extra)
