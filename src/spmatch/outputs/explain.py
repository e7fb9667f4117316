"""Why a service is in the list, and why another is not: the decision told in sentences, with its points.

Both functions only render what was decided. Nothing here names a member of the household by id or gives a fact's value.
"""

from __future__ import annotations

from spmatch.model.recommendation import Contribution, Exclusion, Match, Question, State
from spmatch.model.service import Service
from spmatch.outputs.blocks import Block, Heading, Item, Items, Points, Style, Text, plain_text
from spmatch.outputs.naming import MOST_NAME, lowered, member_words, need_names
from spmatch.outputs.phrases import load_phrases
from spmatch.outputs.reasons import (
    MOST_TEXT,
    caution_text,
    changes,
    deciding_leaves,
    reason_text,
    requirement_texts,
    trace_text,
)
from spmatch.outputs.service_facts import SAID_ALREADY, practical_lines, record_lines
from spmatch.render import about_minutes, clean, joined, sentence
from spmatch.rules.packs import load_recourse_pack
from spmatch.rules.records import RecoursePack
from spmatch.truth import Truth

__all__ = ["exclusion_texts", "question_items", "why", "why_blocks", "why_not", "why_not_blocks"]

Place = tuple[int, int]
"""Where a match stands in the list, counted from 1, and how long the list is."""


def why(
    match: Match,
    service: Service,
    *,
    place: Place | None = None,
    travel: str = "",
    pack: RecoursePack | None = None,
) -> str:
    """Return why a service is suggested: in one line, then points, what it asks for, what to check, how to refer.

    Parameters
    ----------
    match, service
        The decision, and the service it is about.
    place
        Place in the list and length of the list. None: not told.
    travel
        Name of the travel estimate; empty: spmatch's own.
    pack
        The recourse pack that decided, for its wording. None: the one that comes with spmatch.
    """
    return plain_text(why_blocks(match, service, place=place, travel=travel, pack=pack))


def why_blocks(
    match: Match,
    service: Service,
    *,
    place: Place | None = None,
    travel: str = "",
    pack: RecoursePack | None = None,
) -> list[Block]:
    """Return the blocks of :func:`why`, for another output."""
    phrases = load_phrases()
    pack = pack if pack is not None else load_recourse_pack()
    name = clean(service.name, limit=MOST_NAME)
    blocks: list[Block] = [
        Heading(phrases.say("headings", "why", service=name), 1),
        Text(_one_line(match, name), "strong"),
        *([Text(_place_words(place))] if place is not None else []),
        *(Text(caution_text(caution, service, pack), "talk") for caution in match.cautions),
        *(Text(phrases.say("notes", note), "muted") for note in match.notes if note not in SAID_ALREADY),
        Heading(phrases.say("headings", "points")),
        _points(match),
        Heading(phrases.say("headings", "who_for")),
        Items(tuple(Item(words) for words in requirement_texts(match.trace, service, pack))),
    ]
    if match.for_whom:
        members = joined(map(member_words, match.for_whom))
        blocks.append(Text(phrases.say("lines", "for_whom", members=members)))
    if match.questions:
        blocks += [Heading(phrases.say("headings", "check")), question_items(match.questions)]
    blocks += [
        Heading(phrases.say("headings", "refer")),
        *practical_lines(match, service, travel),
        Heading(phrases.say("headings", "record")),
        *record_lines(service, is_stale="stale_record" in match.notes),
    ]
    return blocks


def _one_line(match: Match, name: str) -> str:
    phrases = load_phrases()
    helps = phrases.say("lines", "no_needs")
    if match.needs:
        helps = phrases.say("lines", "meets", needs=need_names(match.needs))
    return phrases.say("lines", "one_line_why", service=name, state=phrases.say("states", match.state), helps=helps)


def _place_words(place: Place) -> str:
    return load_phrases().say("lines", "place", place=str(place[0]), total=str(place[1]))


def _points(match: Match) -> Points:
    phrases = load_phrases()
    rows = tuple(
        (phrases.say("components", part.component), part.points, _remark(part, match)) for part in match.contributions
    )
    total = sum(part.points for part in match.contributions) if match.contributions else match.points
    return Points(phrases.say("headings", "points"), rows, (phrases.say("points", "total"), total))


def _remark(part: Contribution, match: Match) -> str:
    """Return what the points of one component rest on, or that they count as typical."""
    if part.is_known:
        return _shown_fact(part.component, match)
    return load_phrases().say("points", "lowest" if part.component == "freshness" else "typical")


def _shown_fact(component: str, match: Match) -> str:
    phrases = load_phrases()
    if component == "need_fit" and match.needs:
        return need_names(match.needs[:1])
    if component == "travel" and match.reaches_person:
        return phrases.say("points", "reaches_out")
    if component == "travel" and match.travel_minutes is not None:
        return about_minutes(match.travel_minutes)
    if component == "availability":
        return lowered(phrases.say("availability", match.availability)).rstrip(".")
    if component == "certainty":
        return phrases.say("points", "nothing_open" if match.eligibility is Truth.YES else "question_open")
    return phrases.say("components_mean", component)


def question_items(questions: tuple[Question, ...]) -> Items:
    """Return questions as a list, each with whom to ask."""
    phrases = load_phrases()
    return Items(
        tuple(
            Item(f"{phrases.say('asks', question.to)}: {clean(question.text, limit=MOST_TEXT)}", style="check")
            for question in questions
        )
    )


def why_not(
    decision: Match | Exclusion,
    service: Service,
    *,
    place: Place | None = None,
    pack: RecoursePack | None = None,
) -> str:
    """Return what stands against a service, or says that nothing does.

    Parameters
    ----------
    decision, service
        The decision, and the service it is about. A match is told as such, with its place.
    place
        Place in the list and length of the list. None: not in the list, or not told.
    pack
        The recourse pack that decided, for its wording. None: the one that comes with spmatch.

    Notes
    -----
    What would change the answer is said only where the person can choose it, nobody has asked yet, or time brings it:
    never status, nationality, family, disability, health or gender.
    """
    return plain_text(why_not_blocks(decision, service, place=place, pack=pack))


def why_not_blocks(
    decision: Match | Exclusion,
    service: Service,
    *,
    place: Place | None = None,
    pack: RecoursePack | None = None,
) -> list[Block]:
    """Return the blocks of :func:`why_not`, for another output."""
    phrases = load_phrases()
    pack = pack if pack is not None else load_recourse_pack()
    name = clean(service.name, limit=MOST_NAME)
    blocks: list[Block] = [Heading(phrases.say("headings", "why_not", service=name), 1)]
    if not decision.needs:
        blocks.append(Text(phrases.say("lines", "unrelated", service=name), "strong"))
    if isinstance(decision, Match):
        blocks += _listed_after_all(decision, service, name, place, pack)
    else:
        style: Style = "held" if decision.kind == "held" else "plain"
        if decision.kind != "held":  # the pack's wording says so itself
            blocks.append(Text(phrases.say("exclusions", decision.kind), "strong"))
        texts = exclusion_texts(decision, service, pack)
        blocks.append(Items(tuple(Item(words, style=style) for words in texts)))
    blocks += _change_blocks(decision)
    if service.illustrative:
        blocks.append(Text(phrases.say("lines", "illustrative_mark"), "warning"))
    return blocks


def _listed_after_all(
    match: Match, service: Service, name: str, place: Place | None, pack: RecoursePack
) -> list[Block]:
    phrases = load_phrases()
    state = phrases.say("states", match.state)
    blocks: list[Block] = []
    if match.needs:
        blocks.append(Text(phrases.say("lines", "in_fact_listed", service=name, state=state), "strong"))
    if place is not None:
        blocks.append(Text(_place_words(place)))
    blocks += [Text(caution_text(caution, service, pack), "talk") for caution in match.cautions]
    blocks += [Text(phrases.say("notes", note), "muted") for note in match.notes]
    if match.state is State.SUITABLE:
        return [*blocks, Text(phrases.say("lines", "met_so_far"))]
    if match.state is State.CHECK_FIRST:
        open_parts = [trace_text(leaf, service, pack) for leaf in deciding_leaves(match.trace)]
        blocks.append(Items(tuple(Item(words, style="check") for words in dict.fromkeys(open_parts))))
    return blocks


def exclusion_texts(exclusion: Exclusion, service: Service, pack: RecoursePack) -> list[str]:
    """Return what stands against a service, one sentence each: the holds first, then the criteria that say no."""
    from_reasons = [reason_text(reason, service, pack) for reason in exclusion.reasons]
    if exclusion.kind == "not_available":
        leaves = deciding_leaves(exclusion.trace) if exclusion.trace.truth is Truth.NO else []
        from_trace = [trace_text(leaf, service, pack) for leaf in leaves]
        return list(dict.fromkeys(sentence(words) for words in (from_trace if from_trace else from_reasons)))
    return list(dict.fromkeys(sentence(words) for words in from_reasons))


def _change_blocks(decision: Match | Exclusion) -> list[Block]:
    phrases = load_phrases()
    found = changes(decision)
    if not found and decision.needs and isinstance(decision, Exclusion) and decision.kind != "held":
        found = [phrases.say("changes", "nothing")]
    if not found:
        return []
    return [Heading(phrases.say("headings", "change")), Items(tuple(Item(words) for words in found))]
