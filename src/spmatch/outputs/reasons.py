"""Decisions as sentences: which criterion, whose fact in general words, and what is not known.

A sentence never gives the value of a fact. How a fund is held comes from the recourse pack, with its rule and date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from spmatch.model.recommendation import Exclusion, Match, Question, Reason, Trace
from spmatch.model.service import Service
from spmatch.outputs.naming import borough_name, fund_name, lowered, member_words
from spmatch.outputs.phrases import REQUIREMENTS, load_phrases
from spmatch.render import about_days, age_range, clean, day_words, joined, money
from spmatch.rules.records import RecoursePack
from spmatch.truth import Truth, negation

__all__ = ["caution_text", "changes", "deciding_leaves", "means", "reason_text", "requirement_texts", "trace_text"]

MOST_TEXT = 400
"""Longest sentence from a data file that is shown, in characters (project judgement: about four lines)."""
_ANSWER = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}
_FROM_PACK = {"public_fund", "fund_depends", "needs_benefit", "not_public_fund", "adviser_confirmed"}


@dataclass(frozen=True)
class Leaf:
    """A leaf of a decision, and whether the author's tree turns it over ("not for somebody who ...")."""

    trace: Trace
    is_turned: bool = False


def deciding_leaves(trace: Trace, *, is_turned: bool = False) -> list[Leaf]:
    """Return the leaves that made a node what it is; ``member`` counts as one leaf, told about the household."""
    if not trace.parts or trace.code == "member":
        return [Leaf(trace, is_turned)]
    if trace.code == "not":
        return deciding_leaves(trace.parts[0], is_turned=not is_turned)
    same = [part for part in trace.parts if part.truth is trace.truth]
    return [leaf for part in same for leaf in deciding_leaves(part, is_turned=is_turned)]


def means(trace: Trace) -> str:
    """Return what a criterion asks for, completing "it is for somebody who ..."."""
    phrases = load_phrases()
    detail = dict(trace.detail)
    if trace.code in ("all_of", "any_of"):
        word = "and" if trace.code == "all_of" else "or"
        return phrases.say("criteria", trace.code, parts=joined(dict.fromkeys(map(means, trace.parts)), word))
    if trace.code == "not":
        return phrases.say("criteria", "not", part=means(trace.parts[0]))
    if trace.code == "member":
        return _member_means(trace, detail)
    blanks = _BLANKS.get(trace.code, _no_blanks)(detail)
    return phrases.say("criteria", trace.code, **blanks)


def _member_means(trace: Trace, detail: Mapping[str, str]) -> str:
    phrases = load_phrases()
    if not trace.parts:
        return phrases.say("criteria", "member_any")
    named = [name for name in detail.get("relations", "").split(", ") if name]
    if not named or "person" in named:
        named = ["household"]
    relations = joined((phrases.say("relations_general", name) for name in named), "or")
    return phrases.say("criteria", "member", relations=relations, part=means(trace.parts[0]))


def _no_blanks(detail: Mapping[str, str]) -> dict[str, str]:
    del detail
    return {}


def _months(detail: Mapping[str, str], name: str) -> int | None:
    return int(detail[name]) if detail.get(name, "").isdecimal() else None


def _from_section(section: str, names: str, word: str = "or") -> str:
    phrases = load_phrases()
    return joined((phrases.say(section, name) for name in names.split(", ") if name), word)


def _housing(detail: Mapping[str, str]) -> dict[str, str]:
    if "situations" in detail:
        return {"housing": _from_section("housing_situations", detail["situations"])}
    if "landlords" in detail:
        return {"housing": "in a home of " + joined(detail["landlords"].split(", "), "or")}
    return {"housing": "where the home comes from " + _from_section("housing_providers", detail.get("providers", ""))}


def _perinatal(detail: Mapping[str, str]) -> dict[str, str]:
    weeks = detail.get("max_weeks", "")
    includes_pregnancy = detail.get("includes_pregnancy") == "yes"
    code = "pregnant" if not weeks else "both" if includes_pregnancy else "after_birth"
    return {"when": load_phrases().say("perinatal", code, **({"weeks": weeks} if weeks else {}))}


def _day_of_year(month_and_day: str) -> str:
    """Return "1 November" for 11-01; anything else is shown as it is."""
    try:
        return day_words(date.fromisoformat(f"2000-{month_and_day}")).removesuffix(" 2000")
    except ValueError:
        return clean(month_and_day, limit=MOST_TEXT)


def _income(detail: Mapping[str, str]) -> dict[str, str]:
    pence = detail.get("at_most_pence", "")
    amount = money(int(pence)) if pence.isdecimal() else "a set amount"
    return {"money": amount, "definition": clean(detail.get("definition", ""), limit=MOST_TEXT)}


def _in_or_list(name: str, *, fallback: str) -> Callable[[Mapping[str, str]], str]:
    def words(detail: Mapping[str, str]) -> str:
        return joined(detail.get(name, fallback).split(", "), "or")

    return words


_BLANKS: dict[str, Callable[[Mapping[str, str]], dict[str, str]]] = {
    "age": lambda detail: {"ages": age_range(_months(detail, "min_months"), _months(detail, "max_months"))},
    "gender": lambda detail: {"genders": _from_section("genders", detail.get("is_in", ""))},
    "fact": lambda detail: {"fact": load_phrases().say("facts", detail.get("fact", "fact"))},
    "condition": lambda detail: {"condition": detail.get("condition", "a health condition")},
    "receives": lambda detail: {"funds": _in_or_list("funds", fallback="a benefit")(detail)},
    "income": _income,
    "housing": _housing,
    "placed_by": lambda detail: {
        "boroughs": joined((borough_name(code) for code in detail.get("boroughs", "a council").split(", ")), "or")
    },
    "need": lambda detail: {"need": lowered(detail.get("need", "something it helps with"))},
    "document": lambda detail: {"document": lowered(detail.get("document", "a document"))},
    "language": lambda detail: {"languages": _in_or_list("languages", fallback="a language it works in")(detail)},
    "not_used_within": lambda detail: {"days": about_days(int(detail.get("days", "0")))},
    "clinical_clearance": lambda detail: {"activity": lowered(detail.get("activity", "this"))},
    "perinatal": _perinatal,
    "supplier": lambda detail: {"suppliers": _in_or_list("suppliers", fallback="a supplier it works with")(detail)},
    "season": lambda detail: {
        "first": _day_of_year(detail.get("from_day", "")),
        "last": _day_of_year(detail.get("until_day", "")),
    },
    "asked": lambda detail: {"question": clean(detail.get("asked", ""), limit=MOST_TEXT)},
}


def trace_text(leaf: Leaf, service: Service, pack: RecoursePack) -> str:
    """Return one deciding leaf as a sentence."""
    phrases = load_phrases()
    trace = leaf.trace
    detail = dict(trace.detail)
    if trace.code in REQUIREMENTS:
        return _requirement_text(trace.code, trace.truth, detail, service, pack)
    if not phrases.has("criteria", trace.code):
        return phrases.say("frames", "other", code=trace.code.replace("_", " "))
    if trace.code == "asked":
        fits = negation(trace.truth) if leaf.is_turned else trace.truth
        return phrases.say("frames", f"asked_{_ANSWER[fits]}", **_BLANKS["asked"](detail))
    who = member_words("household" if trace.code == "member" else trace.who)
    if not leaf.is_turned:
        return phrases.say("frames", _ANSWER[trace.truth], means=means(trace), who=who)
    turned = {Truth.YES: "leaves_out_no", Truth.NO: "leaves_out_yes", Truth.UNKNOWN: "leaves_out_unknown"}
    return phrases.say("frames", turned[trace.truth], means=means(trace), who=who)


def reason_text(reason: Reason, service: Service, pack: RecoursePack) -> str:
    """Return one reason of an exclusion as a sentence."""
    phrases = load_phrases()
    detail = dict(reason.detail)
    if reason.code in REQUIREMENTS:
        return _requirement_text(reason.code, Truth.NO, detail, service, pack)
    if phrases.has("reasons", reason.code):
        return phrases.say("reasons", reason.code)
    return trace_text(Leaf(Trace(reason.code, Truth.NO, detail=reason.detail)), service, pack)


def requirement_texts(trace: Trace, service: Service, pack: RecoursePack) -> list[str]:
    """Return a sentence for each leaf that counts in a service's decision, part by part, without repeating one."""
    leaves = [leaf for part in trace.parts for leaf in deciding_leaves(part)] or [Leaf(trace)]
    return list(dict.fromkeys(trace_text(leaf, service, pack) for leaf in leaves))


def _requirement_text(code: str, truth: Truth, detail: Mapping[str, str], service: Service, pack: RecoursePack) -> str:
    if code in _FROM_PACK:
        worded = _pack_text(code, truth, detail, service, pack)
        if worded is not None:
            return worded
    benefits = joined((fund_name(fund) for fund in detail.get("benefits", "").split(", ") if fund), "or")
    blanks = {"recorded": recourse_words(detail, pack), "benefits": benefits}
    phrase = load_phrases().sections["requirements"].get(f"{code}.{_ANSWER[truth]}", "")
    used = {name: words for name, words in blanks.items() if "{" + name + "}" in phrase}
    return load_phrases().say("requirements", f"{code}.{_ANSWER[truth]}", **used)


def recourse_words(detail: Mapping[str, str], pack: RecoursePack) -> str:
    """Return the recorded recourse in the pack's words; a household that is not known counts as not known."""
    recorded = detail.get("recorded", "unknown")
    words = pack.wording.recourse_words
    return words.get(recorded, words["unknown"])


def _pack_text(code: str, truth: Truth, detail: Mapping[str, str], service: Service, pack: RecoursePack) -> str | None:
    """Return the recourse pack's own wording where it has one for this answer; None: it has none."""
    wording = pack.wording
    fund = fund_name(detail["fund"]) if "fund" in detail else clean(service.name, limit=MOST_TEXT)
    blanks = {
        "fund": fund,
        "rule": clean(detail.get("rule", "as the service states")),
        "date": _day(detail.get("as_of"), pack.law_as_of),
        "recourse": recourse_words(detail, pack),
        "adviser": wording.advisers["either"],
        "ask": clean(detail.get("ask", "")),
    }
    is_held = truth is not Truth.YES
    if code == "public_fund" and is_held:
        return wording.held_fund.format(**blanks)
    if code == "fund_depends" and is_held:
        return " ".join(wording.held_depends.format(**blanks).split())
    if code == "needs_benefit" and is_held and detail.get("receives") != "no":
        benefits = joined((fund_name(name) for name in detail.get("benefits", "").split(", ") if name), "or")
        return wording.held_needs_benefit.format(**blanks, benefits=benefits)
    if code == "not_public_fund":
        return wording.outside_list.format(**blanks)
    if code == "adviser_confirmed" and "confirmed_on" in detail:
        adviser = wording.advisers.get(detail.get("role", ""), wording.advisers["either"])
        day = _day(detail["confirmed_on"], pack.law_as_of)
        return wording.hold_lifted.format(adviser=adviser, fund=fund, date=day)
    return None


def _day(text: str | None, otherwise: date) -> str:
    return day_words(date.fromisoformat(text) if text else otherwise)


def caution_text(caution: str, service: Service, pack: RecoursePack) -> str:
    """Return the card for one caution, from the recourse pack or the service's own record."""
    if caution == "shares_with_home_office":
        funds = {service.recourse.is_fund, *service.recourse.helps_to_claim}
        return pack.wording.section_17_card if "section-17-support" in funds else pack.wording.council_team_card
    if caution == "author" and service.talk_through is not None:
        return clean(service.talk_through, limit=2 * MOST_TEXT)
    return load_phrases().say("cautions", caution)


def changes(decision: Match | Exclusion, *, questions: Iterable[Question] = ()) -> list[str]:
    """Return what may change an answer: what somebody can choose, has not been asked, or what time brings.

    Facts that are recorded are never varied, except a document that can be fetched and a wish that can be taken back:
    "if your child were British" or "if you left your partner" cannot come out of this function.
    """
    phrases = load_phrases()
    found = []
    if isinstance(decision, Exclusion):
        if decision.possible_from is not None:
            found.append(phrases.say("changes", "from_day", day=day_words(decision.possible_from)))
        if any(reason.code == "avoided" for reason in decision.reasons):
            found.append(phrases.say("changes", "avoided"))
    elif decision.availability == "full":
        found.append(phrases.say("changes", "full"))
    leaves = deciding_leaves(decision.trace)
    if decision.trace.truth is Truth.NO:
        for leaf in leaves:
            if leaf.trace.code == "document" and not leaf.is_turned:
                document = lowered(dict(leaf.trace.detail).get("document", ""))
                found.append(phrases.say("changes", "document", document=document))
    open_questions = list(dict.fromkeys(question.text for question in (*decision.questions, *questions)))
    if open_questions and decision.trace.truth is not Truth.NO:
        found.append(phrases.say("changes", "unanswered"))
        found += [clean(text, limit=MOST_TEXT) for text in open_questions]
    return found
