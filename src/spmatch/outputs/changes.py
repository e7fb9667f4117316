"""What differs between two answers for the same person: the words of a what-if."""

from __future__ import annotations

from dataclasses import dataclass

from spmatch.model.directory import Directory
from spmatch.model.recommendation import Recommendation
from spmatch.outputs.phrases import load_phrases
from spmatch.render import clean

__all__ = ["Changes", "compare"]

MOST_NAME = 120
"""Longest name printed, in characters. Project judgement."""


@dataclass(frozen=True)
class Changes:
    """What a what-if changes, by service id: places among the matches, states, and steps of the plan.

    ``places`` maps a service to its place before and after; None is not in the list. ``entered`` and ``left`` are about
    the plan; ``notes`` maps a service to the codes of notes it gains and loses. Printed, it gives a line a change.
    """

    places: dict[str, tuple[int | None, int | None]]
    states: dict[str, tuple[str, str]]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    notes: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    names: dict[str, str]

    def __bool__(self) -> bool:
        return bool(self.places or self.states or self.entered or self.left or self.notes)

    def __str__(self) -> str:
        phrases = load_phrases()
        lines = [f"{self.names[service]} comes into the plan." for service in self.entered]
        lines += [f"{self.names[service]} leaves the plan." for service in self.left]
        for service, (before, after) in self.states.items():
            lines.append(f"{self.names[service]}: {before.replace('_', ' ')} becomes {after.replace('_', ' ')}.")
        for service, (old, new) in self.places.items():
            lines.append(f"{self.names[service]}: place {old if old else '-'} becomes {new if new else '-'}.")
        for service, (gained, lost) in self.notes.items():
            lines += [f"{self.names[service]}: {phrases.say('notes', note)}" for note in gained]
            lines += [f"{self.names[service]}, no longer: {phrases.say('notes', note)}" for note in lost]
        return "\n".join(lines) if lines else "Nothing changes."


def compare(before: Recommendation, after: Recommendation, directory: Directory) -> Changes:
    """Compare two answers made from the same directory."""
    old_places = {match.service: place for place, match in enumerate(before.matches, start=1)}
    new_places = {match.service: place for place, match in enumerate(after.matches, start=1)}
    old_states, new_states = _states(before), _states(after)
    services = sorted(set(old_places) | set(new_places))
    old_plan, new_plan = before.plan.services, after.plan.services
    return Changes(
        places={s: (old_places.get(s), new_places.get(s)) for s in services if old_places.get(s) != new_places.get(s)},
        states={
            s: (old_states[s], new_states[s])
            for s in sorted(old_states)
            if new_states.get(s, old_states[s]) != old_states[s]
        },
        entered=tuple(s for s in new_plan if s not in old_plan),
        left=tuple(s for s in old_plan if s not in new_plan),
        notes=_notes(before, after),
        names={service.id: clean(service.name, limit=MOST_NAME) for service in directory.services},
    )


def _notes(before: Recommendation, after: Recommendation) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the notes that services listed both times gain and lose."""
    old = {match.service: match.notes for match in before.matches}
    new = {match.service: match.notes for match in after.matches}
    return {
        service: (
            tuple(note for note in new[service] if note not in old[service]),
            tuple(note for note in old[service] if note not in new[service]),
        )
        for service in sorted(set(old) & set(new))
        if set(old[service]) != set(new[service])
    }


def _states(recommendation: Recommendation) -> dict[str, str]:
    states = {match.service: str(match.state) for match in recommendation.matches}
    return states | {exclusion.service: "held_or_not_available" for exclusion in recommendation.excluded}
