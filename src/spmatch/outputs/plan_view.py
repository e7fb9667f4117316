"""The whole answer as blocks, in the order a link worker needs it: safety, steps, what to ask, what is held, gaps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from spmatch.model.directory import Directory
from spmatch.model.recommendation import (
    Action,
    DeterminantSummary,
    Exclusion,
    Gap,
    Match,
    Phase,
    Plan,
    Recommendation,
    SafetyLine,
    State,
    Step,
    Versions,
)
from spmatch.model.service import Service
from spmatch.outputs.blocks import Block, Fold, Gauge, Gauges, Heading, Item, Items, Style, Text
from spmatch.outputs.explain import exclusion_texts, question_items
from spmatch.outputs.naming import MOST_NAME, need_name, need_names, service_name, service_names
from spmatch.outputs.phrases import load_phrases
from spmatch.outputs.reasons import MOST_TEXT, caution_text
from spmatch.outputs.service_facts import SAID_ALREADY, practical_lines, route_lines
from spmatch.render import a_count, clean, day_words
from spmatch.rules.packs import load_recourse_pack, load_safety_pack
from spmatch.rules.records import RecoursePack, SafetyPack
from spmatch.vocabulary import needs_vocabulary

__all__ = ["plan_blocks"]

MOST_QUESTIONS = 5
"""Questions shown that would change the plan; more is an interrogation (project judgement)."""
MOST_LISTED = 8
"""Services shown in one list unless everything is asked for (project judgement: about one screen)."""
STATE_STYLES: dict[State, Style] = {
    State.SUITABLE: "good",
    State.CHECK_FIRST: "check",
    State.TALK_THROUGH_FIRST: "talk",
    State.HELD_OR_NOT_AVAILABLE: "held",
}


@dataclass(frozen=True)
class View:
    """What every part of the page looks at."""

    recommendation: Recommendation
    directory: Directory
    recourse: RecoursePack
    safety: SafetyPack
    most: int | None

    @cached_property
    def matches(self) -> dict[str, Match]:
        """The matches by service."""
        return {match.service: match for match in self.recommendation.matches}

    def service(self, service: str) -> Service | None:
        """Return a service of the directory; None: help that is in place and not in the directory."""
        return self.directory.by_id.get(service)

    def name(self, service: str) -> str:
        """Return the name of a service with its organisation."""
        return service_name(self.directory, service, with_organisation=True)


def plan_blocks(
    recommendation: Recommendation,
    directory: Directory,
    *,
    recourse_pack: RecoursePack | None = None,
    safety_pack: SafetyPack | None = None,
    most: int | None = MOST_LISTED,
) -> list[Block]:
    """Return the whole answer as blocks.

    Parameters
    ----------
    recommendation, directory
        The answer, and the directory it was made from.
    recourse_pack, safety_pack
        The packs that decided, for their wording. None: those that come with spmatch.
    most
        Longest list shown, from 1; what is held is always shown in full. None: every entry of each list.
    """
    view = View(
        recommendation,
        directory,
        recourse_pack if recourse_pack is not None else load_recourse_pack(),
        safety_pack if safety_pack is not None else load_safety_pack(),
        most,
    )
    phrases = load_phrases()
    title = phrases.say("headings", "plan", day=day_words(recommendation.as_of))
    blocks: list[Block] = [Heading(title, 1)]
    if recommendation.has_illustrative:
        blocks.append(Text(phrases.say("lines", "illustrative_banner"), "warning"))
    blocks += [Text(clean(warning, limit=MOST_TEXT), "warning") for warning in recommendation.warnings]
    blocks += _safety(view, recommendation.safety)
    blocks += _determinants(recommendation.determinants)
    blocks += _phases(view, recommendation.plan)
    blocks += _open_matches(view)
    blocks += _excluded(view)
    blocks += _lowered(view)
    blocks += _gaps(view)
    blocks += _questions(view)
    blocks += _versions(view, recommendation.versions)
    return blocks


def _safety(view: View, safety: SafetyLine) -> list[Block]:
    phrases = load_phrases()
    wording = view.safety.wording
    blocks: list[Block] = [Heading(phrases.say("headings", "safety"))]
    if safety.banner:
        blocks.append(Text(clean(safety.banner), "strong"))
    if safety.do_not_contact:
        blocks.append(Text(phrases.say("lines", "do_not_contact"), "warning"))
    if safety.is_sharing_blocked:
        blocks.append(Text(wording.share_blocked, "warning"))
    if safety.actions:
        blocks.append(Heading(phrases.say("headings", "safety_actions"), 3))
        blocks.append(Items(tuple(_action(view, action) for action in safety.actions), start=1))
    blocks += [Text(_mentioned(view, cue), "warning") for cue in safety.mentioned]
    if safety.checks:
        blocks.append(Heading(phrases.say("headings", "safety_checks"), 3))
        blocks.append(question_items(safety.checks))
    for role in safety.missing_contacts:
        words = wording.roles.get(role)
        short = (
            clean(role.replace("_", " ")) if words is None else words.removeprefix("the team's ").removeprefix("the ")
        )
        blocks.append(Text(wording.role_not_set.format(role=short), "warning"))
    return blocks


def _action(view: View, action: Action) -> Item:
    phrases = load_phrases()
    wording = view.safety.wording
    role = wording.roles.get(action.contact_role, clean(action.contact_role.replace("_", " ")))
    if action.contact is None:
        lines = [Text(phrases.say("lines", "contact_role", role=role))]
    else:
        lines = [Text(phrases.say("lines", "contact", role=role, contact=clean(action.contact, limit=MOST_TEXT)))]
    cue = next((cue for cue in view.safety.cues if cue.id == action.cue), None)
    for contact in cue.crisis_contacts if cue is not None else ():
        lines.append(Text(phrases.say("lines", "crisis_line", name=contact.name, how=contact.how)))
    lines.append(Text(phrases.say("lines", "acknowledged") if action.is_acknowledged else wording.acknowledge, "muted"))
    label = cue.label if cue is not None else clean(action.cue.replace("-", " "))
    return Item(label, style="warning", lines=(Text(clean(action.text, limit=MOST_TEXT), "strong"), *lines))


def _mentioned(view: View, cue: str) -> str:
    found = next((known for known in view.safety.cues if cue in (known.id, known.label)), None)
    return clean(cue, limit=MOST_TEXT) if found is None else view.safety.wording.mentioned.format(label=found.label)


def _determinants(summaries: tuple[DeterminantSummary, ...]) -> list[Block]:
    phrases = load_phrases()
    labels = needs_vocabulary().determinants
    rows = []
    for summary in summaries:
        known = labels.get(summary.determinant)
        label = known.label if known is not None else clean(summary.determinant.replace("-", " "))
        severity = "not_known" if summary.severity is None else str(summary.severity)
        words = phrases.say("severity", severity)
        if summary.needs:
            words += f": {need_names(summary.needs)}"
        if summary.wants_help is False:
            words += f" ({phrases.say('severity', 'not_wanted')})"
        rows.append(Gauge(label, words, summary.severity))
    title = phrases.say("headings", "determinants")
    return [Heading(title), Gauges(title, tuple(rows))] if rows else []


def _phases(view: View, plan: Plan) -> list[Block]:
    phrases = load_phrases()
    blocks: list[Block] = [Heading(phrases.say("headings", "phases"))]
    if not plan.steps:
        return [*blocks, Text(phrases.say("lines", "no_steps"))]
    kept = [step for step in plan.steps if step.kind == "keep"]
    if kept:
        blocks.append(Heading(phrases.say("headings", "in_place"), 3))
        blocks.append(Items(tuple(_step(view, step) for step in kept)))
    number = 1
    for phase in Phase:
        steps = [step for step in plan.phase(phase) if step.kind != "keep"]
        if not steps:
            continue
        blocks.append(Heading(phrases.say("phases", phase), 3))
        blocks.append(Items(tuple(_step(view, step) for step in steps), start=number))
        number += len(steps)
    return [*blocks, Text(phrases.say("lines", "next_call"))]


def _step(view: View, step: Step) -> Item:
    phrases = load_phrases()
    title = phrases.say("steps", "nobody") if step.service is None else view.name(step.service)
    if step.service is None and step.needs:
        title = need_name(step.needs[0])
    lines = [Text(phrases.say("lines", "helps_with", needs=need_names(step.needs)))] if step.needs else []
    if step.why_phase and step.kind != "keep":
        lines.append(Text(phrases.say("why_phase", step.why_phase)))
    if step.kind == "keep":
        who = clean(step.who, limit=MOST_NAME) if step.who is not None else ""
        lines.append(Text(phrases.say("steps", "keep_who", who=who) if who else phrases.say("steps", "keep")))
    if step.from_on is not None:
        lines.append(Text(phrases.say("steps", "from_date", day=day_words(step.from_on)), "strong"))
    if step.after:
        lines.append(Text(phrases.say("lines", "after", services=service_names(view.directory, step.after))))
    for question in step.only_if:
        lines.append(Text(phrases.say("lines", "only_if", question=clean(question.text, limit=MOST_TEXT)), "check"))
    lines += _step_practicalities(view, step)
    if step.backups:
        lines.append(Text(phrases.say("lines", "backups", services=service_names(view.directory, step.backups))))
    tags = [phrases.say("states", step.state)] if step.state not in (None, State.SUITABLE) else []
    service = None if step.service is None else view.service(step.service)
    if service is not None and service.illustrative:
        tags.append(phrases.say("lines", "illustrative_tag"))
    style: Style = "strong" if step.state is None else STATE_STYLES[step.state]
    return Item(title, ", ".join(tags), style, tuple(lines))


def _step_practicalities(view: View, step: Step) -> list[Text]:
    """Return how to go about a step; help in place needs no referral."""
    service = None if step.service is None else view.service(step.service)
    if service is None or step.kind == "keep":
        return []
    match = view.matches.get(service.id)
    if match is None:
        return route_lines(service)
    lines = practical_lines(match, service, view.recommendation.versions.travel, is_short=True)
    lines += [Text(caution_text(caution, service, view.recourse), "talk") for caution in match.cautions]
    notes = [note for note in match.notes if note not in SAID_ALREADY]
    lines += [Text(load_phrases().say("notes", note), "muted") for note in notes]
    return lines


def _shortened(view: View, items: list[Item]) -> Items:
    if view.most is None or len(items) <= view.most:
        return Items(tuple(items))
    more = load_phrases().say("lines", "more", count=str(len(items) - view.most))
    return Items((*items[: view.most], Item(more, style="muted")))


def _open_matches(view: View) -> list[Block]:
    """Return what to check first and what to talk through first, with questions and cards."""
    phrases = load_phrases()
    check, talk = [], []
    for match in view.recommendation.matches:
        service = view.service(match.service)
        if service is None:
            continue
        helps = (Text(phrases.say("lines", "helps_with", needs=need_names(match.needs))),) if match.needs else ()
        if match.state is State.CHECK_FIRST:
            asks = tuple(
                Text(f"{phrases.say('asks', question.to)}: {clean(question.text, limit=MOST_TEXT)}", "check")
                for question in match.questions
            )
            check.append(Item(view.name(match.service), lines=helps + asks))
        elif match.state is State.TALK_THROUGH_FIRST:
            cards = tuple(Text(caution_text(caution, service, view.recourse), "talk") for caution in match.cautions)
            talk.append(Item(view.name(match.service), lines=helps + cards))
    blocks: list[Block] = []
    for state, items in ((State.CHECK_FIRST, check), (State.TALK_THROUGH_FIRST, talk)):
        if items:
            code = "check_first" if state is State.CHECK_FIRST else "talk_through"
            blocks.append(Heading(phrases.say("headings", code)))
            blocks.append(Text(phrases.say("states_mean", state), "muted"))
            blocks.append(_shortened(view, items))
    return blocks


def _excluded(view: View) -> list[Block]:
    phrases = load_phrases()
    blocks: list[Block] = []
    held = [exclusion for exclusion in view.recommendation.excluded if exclusion.kind == "held"]
    if held:
        inside: list[Block] = [Items(tuple(_exclusion(view, exclusion) for exclusion in held))]
        signposts = view.recommendation.signposts or (view.recourse.wording.adviser_signpost,)
        inside += [Text(_signpost(view, signpost), "muted") for signpost in signposts]
        blocks.append(Fold(f"{phrases.say('headings', 'held')} ({len(held)})", tuple(inside)))
    for kind in ("not_available", "avoided"):
        found = [exclusion for exclusion in view.recommendation.excluded if exclusion.kind == kind]
        inner: Block = Items(tuple(_exclusion(view, exclusion) for exclusion in found))
        if kind == "not_available" and view.most is not None:
            count = a_count(len(found), "service")
            inner = Text(phrases.say("lines", "not_available_count", services=count), "muted")
        if found:
            blocks.append(Fold(phrases.say("headings", kind), (inner,)))
    return blocks


def _exclusion(view: View, exclusion: Exclusion) -> Item:
    phrases = load_phrases()
    service = view.service(exclusion.service)
    texts = [] if service is None else exclusion_texts(exclusion, service, view.recourse)
    if exclusion.possible_from is not None:
        texts.append(phrases.say("changes", "from_day", day=day_words(exclusion.possible_from)))
    if exclusion.advice:
        texts.append(phrases.say("lines", "who_can_advise", services=service_names(view.directory, exclusion.advice)))
    style: Style = "held" if exclusion.kind == "held" else "plain"
    lines = [Text(text) for text in texts]
    if exclusion.kind == "held" and view.most is None:
        asked = {question.text: question for question in exclusion.questions}
        lines += [
            Text(f"{phrases.say('asks', item.to)}: {clean(text, limit=MOST_TEXT)}") for text, item in asked.items()
        ]
    return Item(view.name(exclusion.service), style=style, lines=tuple(lines))


def _signpost(view: View, signpost: str) -> str:
    if view.service(signpost) is None:
        return clean(signpost, limit=MOST_TEXT)
    return load_phrases().say("lines", "signpost", service=view.name(signpost))


def _lowered(view: View) -> list[Block]:
    phrases = load_phrases()
    code = "in_person_advised_against"
    lowered = [Item(view.name(match.service)) for match in view.recommendation.matches if code in match.notes]
    if not lowered:
        return []
    heading = Heading(phrases.say("headings", "lowered"))
    return [heading, Text(phrases.say("notes", code)), _shortened(view, lowered)]


def _gaps(view: View) -> list[Block]:
    gaps = view.recommendation.gaps
    if not gaps:
        return []
    items = tuple(_gap(view, gap) for gap in gaps)
    return [Heading(load_phrases().say("headings", "gaps")), Items(items)]


def _gap(view: View, gap: Gap) -> Item:
    words = load_phrases().say("gaps", gap.reason)
    lines = [Text(words)]
    if gap.services:
        lines.append(Text(service_names(view.directory, gap.services), "muted"))
    return Item(need_name(gap.need), style="warning", lines=tuple(lines))


def _questions(view: View) -> list[Block]:
    phrases = load_phrases()
    questions = view.recommendation.questions
    shown = questions if view.most is None else questions[:MOST_QUESTIONS]
    if not shown:
        return []
    items = []
    for question in shown:
        title = f"{phrases.say('asks', question.to)}: {clean(question.text, limit=MOST_TEXT)}"
        services = service_names(view.directory, question.decides)
        lines = (Text(phrases.say("lines", "deciding_for", services=services), "muted"),) if services else ()
        items.append(Item(title, style="check", lines=lines))
    return [Heading(phrases.say("headings", "questions")), Items(tuple(items), start=1)]


def _versions(view: View, versions: Versions) -> list[Block]:
    phrases = load_phrases()
    words = phrases.say(
        "lines",
        "versions",
        spmatch=versions.spmatch,
        directory=versions.directory,
        vocabulary=versions.vocabulary,
        recourse_pack=versions.recourse_pack,
        safety_pack=versions.safety_pack,
        weights=versions.weights,
        travel=versions.travel,
    )
    blocks: list[Block] = [Heading(phrases.say("headings", "versions")), Text(words, "muted")]
    reviewed = (phrases.reviewed_on, view.recourse.reviewed_on, view.safety.reviewed_on)
    if any(day is None for day in reviewed):
        blocks.append(Text(phrases.say("lines", "not_reviewed"), "muted"))
    return blocks
