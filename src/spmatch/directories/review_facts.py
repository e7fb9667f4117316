"""Reviewing the plain facts of services: what is missing, stale, or at odds with another field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from spmatch.directories.finding import Finding, Severity, Steps
from spmatch.directories.review_criteria import every_criterion
from spmatch.directories.review_text import sentences, texts_of
from spmatch.geography import locate, parse_postcode
from spmatch.model import criteria as kinds
from spmatch.model.area import Area
from spmatch.model.coverage import Coverage
from spmatch.model.service import Opening, Service, Site
from spmatch.render import a_count, day_words
from spmatch.rules import load_recourse_pack
from spmatch.rules.recourse import KINDS_THAT_OFTEN_TEST

__all__ = ["STALE_DAYS", "Reviewed", "review_facts"]

STALE_DAYS: Final = 365
"""Days after which a check of a record counts as old (project judgement: opening hours and waits change every year)."""

_PLACES_NEEDED: Final = frozenset({"in_person", "collection"})
_FUND_KINDS: Final = frozenset({"fund", "grant", "childcare", "statutory", "supported_housing", "benefit_passported"})
_FULL_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+44 ?\(?0?\)? ?7|07)\d(?:[ -]?\d){8}(?!\d)")
_EMAIL: Final = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b")
_SHARED_MAILBOX: Final = re.compile(
    r"^(?:admin|advice|booking|contact|enquir|events?|hello|help|hub|info|mail|office|reception|referr?al|support|team)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reviewed:
    """One service under review, with what the checks look at besides."""

    service: Service
    steps: Steps
    as_of: date
    area: Area | None

    def finding(
        self, severity: Severity, code: str, message: str, *inner: str | int, suggestion: str | None = None
    ) -> Finding:
        """Return a finding about a place below the service."""
        return Finding(severity, code, self.service.id, message, (*self.steps, *inner), suggestion)

    @property
    def missing(self) -> Severity:
        """How grave it is that something is missing: a note where it is not even known whether the service runs."""
        return "warning" if self.service.status == "active" else "note"


def review_facts(reviewed: Reviewed) -> Iterator[Finding]:
    """Yield what a colleague would say about the facts of one service, one check after the other."""
    is_over = reviewed.service.status in ("defunct", "inactive")
    for check in _ALWAYS if is_over else (*_ALWAYS, *_WHILE_IT_RUNS):
        yield from check(reviewed)


def _dates(reviewed: Reviewed) -> Iterator[Finding]:
    service, as_of = reviewed.service, reviewed.as_of
    capacity = service.capacity
    stated = (
        (("provenance", "checked_on"), service.provenance.checked_on),
        (("capacity", "stated_on"), None if capacity is None else capacity.stated_on),
    )
    for steps, day in stated:
        if day is not None and day > as_of:
            message = f"{steps[-1]} is {day_words(day)}, after {day_words(as_of)}. Expected a day that has been."
            yield reviewed.finding("fault", "in-the-future", message, *steps)
    if service.status == "active" and service.runs_until is not None and service.runs_until < as_of:
        message = f"it ran until {day_words(service.runs_until)} and is still 'active'. Set the status, or the new end."
        yield reviewed.finding("warning", "has-ended", message, "runs_until", suggestion="status: inactive")


def _age_of_check(reviewed: Reviewed) -> Iterator[Finding]:
    checked_on = reviewed.service.provenance.checked_on
    if checked_on is None:
        message = "nobody has checked this with the provider, as far as is recorded. Ring them, then write checked_on."
        yield reviewed.finding("note", "never-checked", message, "provenance", "checked_on")
    elif reviewed.as_of - checked_on > timedelta(days=STALE_DAYS):
        message = (
            f"last checked with the provider on {day_words(checked_on)}, over a year ago. Ring them and check again."
        )
        yield reviewed.finding("warning", "stale-check", message, "provenance", "checked_on")


def _missing(reviewed: Reviewed) -> Iterator[Finding]:
    service = reviewed.service
    how = reviewed.missing
    if not service.routes:
        message = "no route is given, so nobody knows how to get in. Expected who may refer, and how."
        yield reviewed.finding(how, "no-routes", message, "routes")
    if service.coverage is None:
        message = "no area is given, so it is a question each time whether the person lives in it. Expected a coverage."
        yield reviewed.finding(how, "no-coverage", message, "coverage")
    if service.eligibility is None:
        message = "whom it takes is not stated, which leaves a question each time. Expected criteria, or 'open'."
        yield reviewed.finding(how, "no-eligibility", message, "eligibility")
    if not service.delivery and service.recourse.is_fund is None:
        message = "how it reaches people is not stated (in person, phone, delivered ...). Expected a delivery."
        yield reviewed.finding(how, "no-delivery", message, "delivery")


def _sites(reviewed: Reviewed) -> Iterator[Finding]:
    service = reviewed.service
    modes = set(service.delivery if service.delivery is not None else ())
    if modes & _PLACES_NEEDED and not service.sites and service.kind != "refuge":  # no place of a refuge is asked for
        message = "people go to a place, and no site is given. Expected a site, confidential if it must not be shown."
        yield reviewed.finding("note" if modes - _PLACES_NEEDED else reviewed.missing, "no-sites", message, "sites")
    coverage = service.coverage
    is_located = any(_is_located(site) for site in (service.sites if service.sites is not None else ()))
    if coverage is not None and coverage.within_km is not None and not is_located:
        is_only = coverage == Coverage(within_km=coverage.within_km, where=coverage.where)
        message = "within_km is measured from a site, and no site has a postcode or coordinates that place it."
        yield reviewed.finding(
            "fault" if is_only else "warning", "no-centre", f"{message} Give one.", "coverage", "within_km"
        )


def _is_located(site: Site) -> bool:
    if site.lat is not None:
        return True
    return site.postcode is not None and locate(parse_postcode(site.postcode)) is not None


def _capacity(reviewed: Reviewed) -> Iterator[Finding]:
    capacity = reviewed.service.capacity
    if capacity is None:
        return
    has_list = capacity.code == "no-capacity-has-waitlist"
    if capacity.wait_days is not None and capacity.wait_days > 0 and not has_list:
        message = (
            f"a wait of {a_count(capacity.wait_days, 'day')} beside the code '{capacity.code}'. "
            "Expected 'no-capacity-has-waitlist', or no wait."
        )
        yield reviewed.finding("warning", "wait-without-list", message, "capacity", "wait_days")
    if capacity.wait_days is None and has_list:
        message = "there is a waiting list, and how long it is is not stated. Expected wait_days."
        yield reviewed.finding("warning", "list-without-wait", message, "capacity")


def _openings(reviewed: Reviewed) -> Iterator[Finding]:
    openings = reviewed.service.opening if reviewed.service.opening is not None else ()
    for number, opening in enumerate(openings):
        for other in openings[:number]:
            if _overlap(opening, other):
                message = (
                    f"{opening.day}, {opening.opens} to {opening.closes}, overlaps {other.opens} to {other.closes}. "
                    "Join them, or mend one."
                )
                yield reviewed.finding("warning", "opening-overlap", message, "opening", number)
                break


def _overlap(one: Opening, other: Opening) -> bool:
    return one.day == other.day and one.opens < other.closes and other.opens < one.closes


def _recourse(reviewed: Reviewed) -> Iterator[Finding]:
    service, facts = reviewed.service, reviewed.service.recourse
    if facts.is_fund is not None and facts.helps_to_claim:
        message = "a fund that also helps to claim: the fund is held and the help never is. Write two services."
        yield reviewed.finding("fault", "fund-and-help", message, "recourse", "helps_to_claim")
    if facts.is_fund is not None and service.kind not in _FUND_KINDS:
        message = f"is_fund says that this is '{facts.is_fund}' itself, and the kind is '{service.kind}'. "
        message += "Expected the kind 'fund', or helps_to_claim if it is advice or help around the fund."
        yield reviewed.finding("warning", "fund-of-other-kind", message, "kind")
    if facts.is_fund is None and service.kind == "fund":
        message = (
            "the kind is 'fund', and is_fund does not say which, so the rules on public funds cannot be looked up."
        )
        yield reviewed.finding("warning", "fund-not-named", message, "recourse", "is_fund")
    on_the_list = [fund for fund in facts.needs_benefit if fund in _public_funds()]
    if facts.requires_recourse is False and facts.needs_benefit and len(on_the_list) == len(facts.needs_benefit):
        message = (
            f"it needs a benefit on the public-funds list ({', '.join(on_the_list)}) and says that recourse is not "
            "needed. Expected one of the two."
        )
        yield reviewed.finding("warning", "benefit-without-recourse", message, "recourse", "requires_recourse")
    is_stated = facts.requires_recourse is not None or facts.is_fund is not None or facts.needs_benefit
    if service.kind in KINDS_THAT_OFTEN_TEST and not is_stated and service.kind != "fund":
        message = (
            f"services of the kind '{service.kind}' often ask for recourse, and nothing is stated: "
            "a question will be asked each time. Ask the provider, then write requires_recourse."
        )
        yield reviewed.finding("note", "recourse-not-stated", message, "recourse", "requires_recourse")


@cache
def _public_funds() -> frozenset[str]:
    return frozenset(rule.fund for rule in load_recourse_pack().rules if rule.standing == "public_fund")


def _secret_places(reviewed: Reviewed) -> Iterator[Finding]:
    """Find an address that must not stand in any file: a refuge's, or one marked as confidential."""
    service = reviewed.service
    is_refuge = service.kind == "refuge"
    sites = service.sites if service.sites is not None else ()
    for number, site in enumerate(sites):
        if not site.is_confidential and not is_refuge:
            continue
        is_full = site.postcode is not None and parse_postcode(site.postcode).precision == "unit"
        if is_full or site.lat is not None:
            message = (
                "a confidential place with a full postcode or coordinates: whoever holds the file can find it. "
                "Keep the outward code only, such as SE1, and take the rest out of every copy."
            )
            yield reviewed.finding("fault", "confidential-address", message, "sites", number)
        elif not site.is_confidential:
            message = "the place of a refuge is not marked as confidential. Write 'is_confidential: true'."
            yield reviewed.finding("fault", "refuge-not-confidential", message, "sites", number)
    if is_refuge or any(site.is_confidential for site in sites):
        for _, steps, text in texts_of(service):
            if _FULL_POSTCODE.search(text) is not None:
                message = "a full postcode in the text of a confidential service. Take it out of every copy."
                yield reviewed.finding("fault", "confidential-address", message, *steps)


def _persons_contacts(reviewed: Reviewed) -> Iterator[Finding]:
    """Find a mobile number or an e-mail address that looks like one person's."""
    for _, steps, text in texts_of(reviewed.service):
        for sentence in sentences(text):
            own = [found for found in _EMAIL.findall(sentence) if _SHARED_MAILBOX.match(found) is None]
            what = "a mobile number" if _MOBILE.search(sentence) is not None else "an e-mail address" if own else None
            if what is not None:
                message = f"{what} that may be one person's: people leave, and have not agreed. Expected a shared one."
                finding = reviewed.finding("warning", "personal-contact", message, *steps)
                yield Finding(finding.severity, finding.code, finding.service, message, finding.steps, None, sentence)


def _names_of_the_area(reviewed: Reviewed) -> Iterator[Finding]:
    """Find neighbourhoods and practices that the team's area file does not list."""
    area, service = reviewed.area, reviewed.service
    if area is None:
        return
    known = {
        "neighbourhoods": {item.id for item in area.neighbourhoods},
        "practices": {item.id for item in area.practices},
        "pcns": {item.pcn for item in area.practices if item.pcn is not None},
    }
    places: list[tuple[str, Coverage | kinds.PracticeCriterion]] = []
    if service.coverage is not None:
        places.append(("coverage", service.coverage))
    for found in every_criterion(service.eligibility):
        if isinstance(found, kinds.LivesInCriterion):
            places.append(("eligibility", found.area))
        elif isinstance(found, kinds.PracticeCriterion):
            places.append(("eligibility", found))
    for field, place in places:
        for kind, ids in known.items():
            for name in getattr(place, kind, ()):
                if name not in ids:
                    message = (
                        f"'{name}' is not one of the {kind} of the area '{area.id}'. Mend the id, or add it there."
                    )
                    how: Severity = "warning" if kind == "neighbourhoods" else "note"  # practices may lie outside it
                    yield reviewed.finding(how, "not-in-the-area", message, field)


_ALWAYS: Final[tuple[Callable[[Reviewed], Iterator[Finding]], ...]] = (
    _secret_places, _persons_contacts, _dates, _openings, _recourse,
)  # fmt: skip
_WHILE_IT_RUNS: Final[tuple[Callable[[Reviewed], Iterator[Finding]], ...]] = (
    _age_of_check, _missing, _sites, _capacity, _names_of_the_area,
)  # fmt: skip
