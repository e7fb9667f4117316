"""Reading a file of needs, with every fault of it at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from spmatch.text import normalise
from spmatch.vocabulary._reading import SLUG, TEXT, TEXTS, Header, Pack, Record, Shape, Steps
from spmatch.vocabulary.lists import listing

__all__ = ["read_needs"]

_DETERMINANT = {"id": SLUG, "label": TEXT, "plain_label": TEXT, "description": TEXT}
_GROUP = {"id": SLUG, "label": TEXT}
_SYNONYMS = Shape("synonyms of 'people' and 'professionals'", lambda value: isinstance(value, dict))
_NEED = {"id": SLUG, "label": TEXT, "description": TEXT, "synonyms": _SYNONYMS}
_NEED_OPTIONAL = {
    "determinant": SLUG,
    "group": SLUG,
    "broader": SLUG,
    "related": TEXTS,
    "unlocks": TEXTS,
    "opens_modes": TEXTS,
    "replaced_by": SLUG,
}
_VOICES = {"people": TEXTS, "professionals": TEXTS}
_LINKS = ("related", "unlocks")

Records = list[Record]


def read_needs(path: str | Path) -> tuple[Header, Records, Records, Records]:
    """Return the header, determinants, groups and needs of a file, all checked.

    Raises
    ------
    InvalidPack
        With every fault of the file.
    """
    pack = Pack.read(path)
    header = pack.header("determinants", "groups", "needs")
    determinants = list(pack.records(pack.data.get("determinants"), ("determinants",), _DETERMINANT, {}))
    groups = list(pack.records(pack.data.get("groups"), ("groups",), _GROUP, {}))
    needs = list(pack.records(pack.data.get("needs"), ("needs",), _NEED, _NEED_OPTIONAL))
    by_id = {record.text("id"): record for record in needs}
    for record in needs:
        pack.record(record.values["synonyms"], (*record.path, "synonyms"), {}, _VOICES)
        _check_home(pack, record, _ids(determinants), _ids(groups))
        _check_references(pack, record, by_id)
        _check_broader(pack, record, by_id)
    # References are checked against every id in the file, so that one broken need does not make others look broken.
    _check_circles(pack, by_id, "broader")
    _check_circles(pack, by_id, "unlocks")
    _check_shared_names(pack, needs)
    pack.raise_faults()
    return header, determinants, groups, needs


def _ids(records: Records) -> set[str]:
    return {record.text("id") for record in records}


def _check_home(pack: Pack, record: Record, determinants: Collection[str], groups: Collection[str]) -> None:
    """Report a need that does not stand under exactly one determinant or group."""
    determinant, group = record.text_or_none("determinant"), record.text_or_none("group")
    if (determinant is None) == (group is None):
        pack.fault(
            "no-single-home",
            f"need {record.text('id')!r} needs a determinant, or a group if it is an enabling need, and not both",
            record.path,
        )
    if determinant is not None and determinant not in determinants:
        pack.unknown("determinant", determinant, determinants, (*record.path, "determinant"))
    if group is not None and group not in groups:
        pack.unknown("group", group, groups, (*record.path, "group"))


def _references(record: Record) -> list[tuple[str, Steps]]:
    """Return every need a record refers to, and where."""
    found: list[tuple[str, Steps]] = []
    for name in ("broader", "replaced_by"):
        value = record.text_or_none(name)
        if value is not None:
            found.append((value, (*record.path, name)))
    for name in _LINKS:
        found += [(value, (*record.path, name, place)) for place, value in enumerate(record.texts(name))]
    return found


def _check_references(pack: Pack, record: Record, by_id: Mapping[str, Record]) -> None:
    """Report references to nothing, to the need itself and to replaced needs, and modes that do not exist."""
    for other, path in _references(record):
        if other not in by_id:
            pack.unknown("need", other, by_id, path)
        elif other == record.text("id"):
            pack.fault("self-reference", f"need {other!r} refers to itself", path, "Take it out.")
        elif (newer := by_id[other].text_or_none("replaced_by")) is not None:
            code = "replaced-chain" if path[-1] == "replaced_by" else "replaced-reference"
            pack.fault(code, f"need {other!r} is itself replaced by {newer!r}", path, f"Name {newer!r} instead.")
    modes = listing("delivery_modes")
    for place, mode in enumerate(record.texts("opens_modes")):
        if mode not in modes:
            pack.unknown("delivery mode", mode, modes, (*record.path, "opens_modes", place))


def _check_broader(pack: Pack, record: Record, by_id: Mapping[str, Record]) -> None:
    """Report a broader need under another determinant or group: a chart would count the two in different places."""
    broader = by_id.get(record.text_or_none("broader") or "")
    if broader is None:
        return
    for name in ("determinant", "group"):
        own, theirs = record.text_or_none(name), broader.text_or_none(name)
        if own != theirs:
            pack.fault(
                "broader-elsewhere",
                f"{name} is {own or 'none'}, but that of the broader need {broader.text('id')!r} is {theirs or 'none'}",
                (*record.path, "broader"),
            )
            return


def _check_circles(pack: Pack, by_id: Mapping[str, Record], name: str) -> None:
    """Report each circle of needs that lead to each other by one field, once."""
    reported: set[str] = set()
    for start in by_id:
        if start in reported:
            continue
        circle = _circle(start, by_id, name)
        if circle:
            reported.update(circle)
            pack.fault(
                f"{name}-circle", f"a circle: {' > '.join([*circle, start])}", (*by_id[start].path, name), "Break it."
            )


def _circle(start: str, by_id: Mapping[str, Record], name: str) -> list[str]:
    """Return the needs on a way from a need back to itself; empty if there is none, or only one of one step."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        record = by_id[here]
        value = record.text_or_none(name) if name == "broader" else None
        for other in record.texts(name) if value is None else (value,):
            if other == start and here != start:
                way = [here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if other in by_id and other not in came_from and other != start:
                came_from[other] = here
                waiting.append(other)
    return []


def _check_shared_names(pack: Pack, needs: Records) -> None:
    """Report words of two needs that are not marked ambiguous, words said twice, and marks that nothing bears out."""
    marked = Record((), pack.data).texts("ambiguous")
    ambiguous = {normalise(words) for words in marked}
    owners: dict[str, str] = {}
    shared: set[str] = set()
    for record in needs:
        if record.text_or_none("replaced_by") is not None:
            continue  # its words usually moved on to the need that replaced it
        said: set[str] = set()
        for words, path in _names(record):
            name = normalise(words)
            owner = owners.setdefault(name, record.text("id"))
            if name in said:
                pack.fault("repeated-synonym", f"{words!r} stands twice in one need", path, "Take one out.")
            elif owner != record.text("id"):
                shared.add(name)
                if name not in ambiguous:
                    mend = "Take it away from one of the two, or list it under 'ambiguous'."
                    pack.fault("shared-synonym", f"{words!r} already means {owner!r}", path, mend)
            said.add(name)
    for place, words in enumerate(marked):
        if normalise(words) not in shared:
            message = f"{words!r} does not belong to two needs"
            pack.fault("needless-ambiguous", message, ("ambiguous", place), "Take it out.")


def _names(record: Record) -> list[tuple[str, Steps]]:
    found: list[tuple[str, Steps]] = [(record.text("label"), (*record.path, "label"))]
    synonyms = record.child("synonyms")
    for voice in _VOICES:
        found += [(words, (*synonyms.path, voice, place)) for place, words in enumerate(synonyms.texts(voice))]
    return found
