"""One small function for each kind of criterion that is decided on facts rather than on other criteria.

Each returns a trace that says what was asked, of whom, on which facts, and which question would settle it. To add a
kind, add its model to ``model/criteria.py``, a function here and its sentence to the phrases.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from spmatch.engine.places import covers
from spmatch.engine.situation import Situation
from spmatch.model import criteria as kinds
from spmatch.model.assessment import Member
from spmatch.model.recommendation import Question, Trace
from spmatch.rules.questions import ask_household, ask_member, ask_team
from spmatch.truth import Truth, conjunction, disjunction
from spmatch.vocabulary import funds_vocabulary, listing, needs_vocabulary

__all__ = ["LEAVES", "Subject"]

Subject = tuple[str, Member]
"""A member with the label that traces use for them."""

_HOUSING_FACTS = frozenset({"has_cooking", "has_arrears", "is_liable_for_council_tax", "is_likely_to_move"})
_MONEY_FACTS = frozenset({"has_bank_account"})
DAYS_IN_A_WEEK = 7


def _leaf(
    code: str,
    truth: Truth,
    fact: str,
    question: Question,
    *,
    who: str | None = None,
    detail: tuple[tuple[str, str], ...] = (),
) -> Trace:
    """Return a leaf's trace; only an open leaf carries the missing fact and the question."""
    is_open = truth is Truth.UNKNOWN
    return Trace(code, truth, who, (fact,), (question.id,) if is_open else (), (question,) if is_open else (), detail)


def _age(criterion: kinds.AgeCriterion, situation: Situation, subject: Subject) -> Trace:
    label, member = subject
    low, high = criterion.limits_in_months
    limits = tuple(
        (name, str(value)) for name, value in (("min_months", low), ("max_months", high)) if value is not None
    )
    span = member.age_in_months(situation.as_of)
    return _leaf(
        "age", _within(span, low, high), f"members.{label}.age", ask_member("age", label), who=label, detail=limits
    )


def _within(span: tuple[int, int] | None, low: int | None, high: int | None) -> Truth:
    """Return whether a span of possible ages lies within limits: wholly, not at all, or not known."""
    if span is None:
        return Truth.UNKNOWN
    youngest, oldest = span
    if (low is not None and oldest < low) or (high is not None and youngest > high):
        return Truth.NO
    if (low is None or youngest >= low) and (high is None or oldest <= high):
        return Truth.YES
    return Truth.UNKNOWN


def _gender(criterion: kinds.GenderCriterion, situation: Situation, subject: Subject) -> Trace:
    label, member = subject
    truth = Truth.UNKNOWN if member.gender is None else Truth.of(member.gender in criterion.is_in)
    detail = (("is_in", ", ".join(criterion.is_in)),)
    return _leaf("gender", truth, f"members.{label}.gender", ask_member("gender", label), who=label, detail=detail)


def _fact(criterion: kinds.FactCriterion, situation: Situation, subject: Subject) -> Trace:
    label, member = subject
    name = criterion.fact
    detail = (("fact", name),)
    if hasattr(member, name):
        truth = Truth.of(getattr(member, name))
        return _leaf("fact", truth, f"members.{label}.{name}", ask_member(name, label), who=label, detail=detail)
    assessment = situation.assessment
    holder: Any = assessment.practicalities
    if name in _HOUSING_FACTS:
        holder = assessment.housing
    elif name in _MONEY_FACTS:
        holder = assessment.money
    return _leaf("fact", Truth.of(getattr(holder, name)), f"household.{name}", ask_household(name), detail=detail)


def _condition(criterion: kinds.ConditionCriterion, situation: Situation, subject: Subject) -> Trace:
    label, member = subject
    truth = Truth.of(member.conditions.get(criterion.condition))
    what = listing("conditions")[criterion.condition].label
    question = ask_member("condition", label, key=criterion.condition, what=what)
    detail = (("condition", what),)
    return _leaf("condition", truth, f"members.{label}.conditions", question, who=label, detail=detail)


def _recourse(criterion: kinds.RecourseCriterion, situation: Situation, subject: Subject) -> Trace:
    label, member = subject
    fact = f"members.{label}.has_recourse"
    return _leaf("recourse", Truth.of(member.has_recourse), fact, ask_member("has_recourse", label), who=label)


def _receives(criterion: kinds.ReceivesCriterion, situation: Situation, subject: Subject) -> Trace:
    received = situation.assessment.money.receives
    truth = disjunction(Truth.of(received.get(fund)) for fund in criterion.any_of)
    what = ", ".join(funds_vocabulary()[fund].label for fund in criterion.any_of)
    question = ask_household("receives", key="-or-".join(criterion.any_of), what=what, about_recourse=True)
    return _leaf("receives", truth, "household.receives", question, detail=(("funds", what),))


def _income(criterion: kinds.IncomeCriterion, situation: Situation, subject: Subject) -> Trace:
    pence = situation.assessment.money.take_home_pence_per_month
    limit = criterion.at_most_pence_per_month
    truth = Truth.UNKNOWN if pence is None else Truth.of(pence <= limit)
    detail = (("at_most_pence", str(limit)), ("definition", criterion.definition))
    return _leaf("income", truth, "household.take_home", ask_household("take_home"), detail=detail)


def _housing(criterion: kinds.HousingCriterion, situation: Situation, subject: Subject) -> Trace:
    """Decide each list that is given on its own fact; all of them must contain it."""
    housing = situation.assessment.housing
    given = (
        ("situations", "situation", criterion.situations, housing.situation),
        ("providers", "provider", criterion.providers, housing.provider),
        ("landlords", "landlord", criterion.landlords, housing.landlord),
    )
    parts = tuple(
        _leaf(
            "housing",
            Truth.UNKNOWN if fact is None else Truth.of(fact in allowed),
            f"household.{name}",
            ask_household(name),
            detail=((plural, ", ".join(allowed)),),
        )
        for plural, name, allowed, fact in given
        if allowed
    )
    return parts[0] if len(parts) == 1 else Trace("all_of", conjunction(part.truth for part in parts), parts=parts)


def _placed_by(criterion: kinds.PlacedByCriterion, situation: Situation, subject: Subject) -> Trace:
    placed_by = situation.assessment.housing.placed_by
    truth = Truth.UNKNOWN if placed_by is None else Truth.of(placed_by in criterion.boroughs)
    detail = (("boroughs", ", ".join(criterion.boroughs)),)
    return _leaf("placed_by", truth, "household.placed_by", ask_household("placed_by"), detail=detail)


def _practice(criterion: kinds.PracticeCriterion, situation: Situation, subject: Subject) -> Trace:
    practice = situation.assessment.practice
    truth = Truth.UNKNOWN if practice is None else Truth.of(practice in criterion.practices)
    return _leaf("practice", truth, "household.practice", ask_household("practice"))


def _lives_in(criterion: kinds.LivesInCriterion, situation: Situation, subject: Subject) -> Trace:
    truth, question = covers(criterion.area, situation)
    return _leaf("lives_in", truth, question.id, question, detail=(("where", criterion.area.where),))


def _need(criterion: kinds.NeedCriterion, situation: Situation, subject: Subject) -> Trace:
    stated = [need for need in situation.assessment.needs if need.need == criterion.need]
    what = needs_vocabulary().get(criterion.need).label
    limits = (("at_least", criterion.at_least), ("at_most", criterion.at_most))
    detail = (("need", what), *((name, str(value)) for name, value in limits if value is not None))
    truths = [_severity_within(need.severity, criterion) for need in stated]
    truth = disjunction(truths) if truths else Truth.UNKNOWN
    return _leaf(
        "need", truth, f"needs.{criterion.need}", ask_household("need", key=criterion.need, what=what), detail=detail
    )


def _severity_within(severity: int | None, criterion: kinds.NeedCriterion) -> Truth:
    if severity is None:
        return Truth.UNKNOWN
    too_low = criterion.at_least is not None and severity < criterion.at_least
    too_high = criterion.at_most is not None and severity > criterion.at_most
    return Truth.of(severity > 0 and not too_low and not too_high)


def _document(criterion: kinds.DocumentCriterion, situation: Situation, subject: Subject) -> Trace:
    """Decide whether a document is held; without it the answer stays open, because it may be got or shown otherwise."""
    held = situation.assessment.practicalities.documents.get(criterion.document)
    truth = Truth.YES if held is True else Truth.UNKNOWN
    what = listing("documents")[criterion.document].label
    fact = f"household.documents.{criterion.document}"
    return _leaf(
        "document",
        truth,
        fact,
        ask_household("document", key=criterion.document, what=what),
        detail=(("document", what),),
    )


def _language(criterion: kinds.LanguageCriterion, situation: Situation, subject: Subject) -> Trace:
    speaks = situation.assessment.practicalities.speaks
    truth = Truth.UNKNOWN if speaks is None else Truth.of(not set(speaks).isdisjoint(criterion.any_of))
    names = ", ".join(listing("languages")[code].label for code in criterion.any_of)
    return _leaf("language", truth, "household.language", ask_household("language"), detail=(("languages", names),))


def _asked(criterion: kinds.AskedCriterion, situation: Situation, subject: Subject) -> Trace:
    truth = Truth.of(situation.assessment.answers.get(criterion.id))
    fact = f"answers.{criterion.id}"
    return _leaf(
        "asked",
        truth,
        fact,
        Question(fact, criterion.question, "person", is_about_recourse=criterion.about_status),
        detail=(("asked", criterion.question),),
    )


def _prior_use(criterion: kinds.PriorUseCriterion, situation: Situation, subject: Subject) -> Trace:
    """Decide by the last use that was recorded; a list that was never asked for says nothing."""
    used = situation.assessment.used_before
    truth = Truth.UNKNOWN
    if used is not None:
        since = situation.as_of - timedelta(days=criterion.days)
        truth = Truth.of(not any(use.service == criterion.service and use.last_on > since for use in used))
    question = ask_household("used_before", key=criterion.service, what=criterion.service)
    detail = (("service", criterion.service), ("days", str(criterion.days)))
    return _leaf("not_used_within", truth, "household.used_before", question, detail=detail)


def _referrer(criterion: kinds.ReferrerCriterion, situation: Situation, subject: Subject) -> Trace:
    registered = None if situation.area is None else situation.area.team.registered_referrer_with
    truth = Truth.UNKNOWN if registered is None else Truth.of(criterion.organisation in registered)
    question = ask_team("referrer_registered", key=criterion.organisation, what=criterion.organisation)
    detail = (("organisation", criterion.organisation),)
    return _leaf("referrer_registered", truth, "team.registered_referrer_with", question, detail=detail)


def _clearance(criterion: kinds.ClearanceCriterion, situation: Situation, subject: Subject) -> Trace:
    label, member = subject
    what = needs_vocabulary().get(criterion.activity).label
    question = ask_member("clinical_clearance", label, key=criterion.activity, what=what)
    truth = Truth.of(member.clinical_clearance.get(criterion.activity))
    fact = f"members.{label}.clinical_clearance"
    return _leaf("clinical_clearance", truth, fact, question, who=label, detail=(("activity", what),))


def _perinatal(criterion: kinds.PerinatalCriterion, situation: Situation, subject: Subject) -> Trace:
    label, member = subject
    truths = [Truth.of(member.is_pregnant)] if criterion.includes_pregnancy else []
    limit = criterion.max_weeks_after_birth
    if limit is not None:
        born_on = member.gave_birth_on
        weeks = None if born_on is None else (situation.as_of - born_on).days // DAYS_IN_A_WEEK
        truths.append(Truth.UNKNOWN if weeks is None else Truth.of(0 <= weeks <= limit))
    detail = (
        ("includes_pregnancy", "yes" if criterion.includes_pregnancy else "no"),
        ("max_weeks", "" if limit is None else str(limit)),
    )
    question = ask_member("perinatal", label)
    return _leaf("perinatal", disjunction(truths), question.id, question, who=label, detail=detail)


def _supplier(criterion: kinds.SupplierCriterion, situation: Situation, subject: Subject) -> Trace:
    money = situation.assessment.money
    supplier = money.energy_supplier if criterion.of == "energy" else money.water_supplier
    truth = Truth.UNKNOWN if supplier is None else Truth.of(supplier in criterion.any_of)
    question = ask_household(f"{criterion.of}_supplier")
    return _leaf("supplier", truth, question.id, question, detail=(("suppliers", ", ".join(criterion.any_of)),))


def _season(criterion: kinds.SeasonCriterion, situation: Situation, subject: Subject) -> Trace:
    """Decide by the day alone; a season that ends before it begins runs over the new year."""
    today = situation.as_of.strftime("%m-%d")
    first, last = criterion.from_day, criterion.until_day
    is_on = first <= today <= last if first <= last else today >= first or today <= last
    return Trace("season", Truth.of(is_on), detail=(("from_day", first), ("until_day", last)))


LEAVES: dict[type, Callable[[Any, Situation, Subject], Trace]] = {
    kinds.AgeCriterion: _age,
    kinds.GenderCriterion: _gender,
    kinds.FactCriterion: _fact,
    kinds.ConditionCriterion: _condition,
    kinds.RecourseCriterion: _recourse,
    kinds.ReceivesCriterion: _receives,
    kinds.IncomeCriterion: _income,
    kinds.HousingCriterion: _housing,
    kinds.PlacedByCriterion: _placed_by,
    kinds.PracticeCriterion: _practice,
    kinds.LivesInCriterion: _lives_in,
    kinds.NeedCriterion: _need,
    kinds.DocumentCriterion: _document,
    kinds.LanguageCriterion: _language,
    kinds.AskedCriterion: _asked,
    kinds.PriorUseCriterion: _prior_use,
    kinds.ReferrerCriterion: _referrer,
    kinds.ClearanceCriterion: _clearance,
    kinds.PerinatalCriterion: _perinatal,
    kinds.SupplierCriterion: _supplier,
    kinds.SeasonCriterion: _season,
}
"""The function for each kind."""
