"""What a link worker has to know about one service, line by line: how to refer, what to bring, wait, journey, record."""

from __future__ import annotations

from spmatch.model.recommendation import Match
from spmatch.model.service import Route, Service
from spmatch.outputs.blocks import Text
from spmatch.outputs.phrases import load_phrases
from spmatch.render import about_days, about_minutes, clean, day_words, money, safe_url, sentence

__all__ = [
    "SAID_ALREADY",
    "bring_line",
    "cost_line",
    "journey_line",
    "practical_lines",
    "record_lines",
    "route_lines",
    "wait_line",
]

MOST_TEXT = 300
"""Longest text of a service's own record in one line, in characters, as the model allows (project judgement)."""
SAID_ALREADY = frozenset({"travel_not_known", "route_not_stated", "no_self_referral", "no_recourse_test_stated"})
"""Notes that the practical lines or the requirements say in their own words."""


def route_lines(service: Service) -> list[Text]:
    """Return one line for each way in; a web address is kept only when it is plain http or https."""
    phrases = load_phrases()
    if not service.routes:
        return [Text(phrases.say("lines", "no_route"))]
    return [_route_line(route) for route in service.routes]


def _route_line(route: Route) -> Text:
    phrases = load_phrases()
    words = f"{phrases.say('routes', route.who)}: {clean(route.how, limit=MOST_TEXT)}".rstrip(".")
    if route.reply_days == 0:
        words += "; " + phrases.say("lines", "reply_same_day")
    elif route.reply_days is not None:
        words += "; " + phrases.say("lines", "reply", days=about_days(route.reply_days))
    return Text(words + ".", url=safe_url(None if route.url is None else str(route.url)))


def bring_line(service: Service) -> Text | None:
    """Return what to bring; None: nothing is needed, or the record lists nothing."""
    if not service.bring:
        return None
    things = "; ".join(clean(thing, limit=MOST_TEXT).rstrip(".") for thing in service.bring)
    return Text(load_phrases().say("lines", "bring", things=things))


def cost_line(service: Service) -> Text:
    """Return what it costs the person."""
    phrases = load_phrases()
    cost = service.cost
    if cost is None:
        return Text(phrases.say("lines", "cost_not_known"), "muted")
    words = (
        phrases.say("lines", "cost_free") if cost.pence == 0 else phrases.say("lines", "cost", money=money(cost.pence))
    )
    return Text(words if cost.note is None else f"{words} {sentence(clean(cost.note, limit=MOST_TEXT))}")


def wait_line(match: Match) -> Text:
    """Return whether there is room, and the wait as the service last stated it."""
    phrases = load_phrases()
    words = phrases.say("availability", match.availability)
    if match.wait_days is not None:
        words += " " + phrases.say("lines", "wait", wait=about_days(match.wait_days))
    elif match.availability == "waiting_list":
        words += " " + phrases.say("lines", "wait_not_known")
    return Text(words)


def journey_line(match: Match, travel: str) -> Text:
    """Return the journey and whose estimate it is.

    Parameters
    ----------
    match
        With ``travel_minutes`` (None: not known, or nobody travels) and whether the service reaches the person.
    travel
        Name of the travel estimate, as in the versions of a recommendation; empty: spmatch's own.
    """
    phrases = load_phrases()
    if match.travel_minutes is None:
        return Text(phrases.say("lines", "no_journey" if match.reaches_person else "journey_not_known"))
    source = travel if travel else phrases.say("lines", "journey_own_estimate")
    code = "journey_rough" if match.is_travel_rough else "journey"
    if match.reaches_person:
        code = "journey_or_none"
    return Text(phrases.say("lines", code, minutes=about_minutes(match.travel_minutes), source=source))


def practical_lines(match: Match, service: Service, travel: str, *, is_short: bool = False) -> list[Text]:
    """Return how to refer, what to bring, what it costs, the wait and the journey; short: the last three on one line."""
    bring = bring_line(service)
    facts = [cost_line(service), wait_line(match), journey_line(match, travel)]
    if is_short:
        facts = [Text(" ".join(fact.text for fact in facts))]
    return [*route_lines(service), *([] if bring is None else [bring]), *facts]


def record_lines(service: Service, *, is_stale: bool = False) -> list[Text]:
    """Return where the record comes from, when it was last checked, and the mark of an illustrative service."""
    phrases = load_phrases()
    checked_on = service.provenance.checked_on
    if checked_on is None:
        checked = Text(phrases.say("lines", "never_checked"), "muted")
    else:
        code = "not_checked_since" if is_stale else "checked_on"
        checked = Text(phrases.say("lines", code, day=day_words(checked_on)), "muted")
    source = clean(service.provenance.source, limit=MOST_TEXT)
    lines = [
        Text(phrases.say("lines", "source", source=source.rstrip(".")), "muted", safe_url(service.provenance.url)),
        checked,
    ]
    if service.illustrative:
        lines.append(Text(phrases.say("lines", "illustrative_mark"), "warning"))
    return lines
