"""The needs people bring: six determinants, the needs under each, and enabling needs that open the way to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from spmatch.errors import UnknownName
from spmatch.text import closest
from spmatch.vocabulary._finding import Finder
from spmatch.vocabulary._needs_file import read_needs
from spmatch.vocabulary._reading import Header, Record, shipped

__all__ = [
    "BROADER_SERVICE",
    "NARROWER_SERVICE",
    "RELATED_SERVICE",
    "Determinant",
    "Group",
    "Need",
    "NeedsVocabulary",
    "load_needs",
    "needs_vocabulary",
]

#: How well a service for a narrower need serves somebody with the broader one, per step down (0 to 1). High, because
#: somebody who says "money worries" is well served by debt advice, if debt it is. Project judgement.
NARROWER_SERVICE = 0.85

#: How well a service for a broader need serves somebody with the narrower one, per step up (0 to 1). Half, because a
#: general service often passes people on. Project judgement.
BROADER_SERVICE = 0.5

#: How well a service for a related need serves somebody (0 to 1); not carried any further. Low, so that it fills a gap
#: and never stands before a service for the need itself. Project judgement.
RELATED_SERVICE = 0.3


@dataclass(frozen=True)
class Determinant:
    """One of the six determinants of health that needs are grouped and charted by.

    Parameters
    ----------
    id, label, description
        As in the file.
    plain_label
        Short words for a chart.
    """

    id: str
    label: str
    plain_label: str
    description: str


@dataclass(frozen=True)
class Group:
    """A group of enabling needs, which belong to no single determinant."""

    id: str
    label: str


@dataclass(frozen=True)
class Need:
    """Something a person may want help with.

    Parameters
    ----------
    id, label, description
        What data files refer to, short plain words, and a sentence or two.
    determinant
        The determinant it belongs to. None: an enabling need, which has a group instead.
    group
        The group of an enabling need. None: a need of a determinant.
    broader
        The wider need this is a kind of. None: there is none.
    related
        Needs a service for which partly helps here too, and the other way round; ordered by id.
    unlocks
        Needs that may come within reach once this one is met.
    opens_modes
        Delivery modes that may come within reach once this one is met.
    people, professionals
        What people themselves call it, and the shorthand of case notes.
    replaced_by
        The need to use instead. None: in use.
    """

    id: str
    label: str
    description: str
    determinant: str | None
    group: str | None
    broader: str | None
    related: tuple[str, ...]
    unlocks: tuple[str, ...]
    opens_modes: tuple[str, ...]
    people: tuple[str, ...]
    professionals: tuple[str, ...]
    replaced_by: str | None

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Everything it is called besides its label."""
        return self.people + self.professionals

    @property
    def is_enabling(self) -> bool:
        """Whether it opens the way to other help rather than belonging to one determinant."""
        return self.determinant is None


class NeedsVocabulary:
    """Every need and how needs hang together.

    Iterating gives the needs in the order of the file; ``in`` takes an id.

    Parameters
    ----------
    header
        What the file says about itself.
    determinants, groups, needs
        Checked entries, by id. Use :func:`load_needs`, which checks them.

    Examples
    --------
    >>> vocabulary = needs_vocabulary()
    >>> vocabulary.get("fuel-costs").label
    'Help with gas and electric'
    >>> vocabulary.get("immigration-advise")
    Traceback (most recent call last):
    spmatch.errors.UnknownName: There is no need 'immigration-advise'. Did you mean 'immigration-advice'?
    """

    def __init__(
        self,
        header: Header,
        determinants: Mapping[str, Determinant],
        groups: Mapping[str, Group],
        needs: Mapping[str, Need],
    ) -> None:
        self.header = header
        self.determinants = determinants
        self.groups = groups
        self._needs = needs
        self._children: dict[str, list[str]] = {}
        self._unlocked_by: dict[str, list[str]] = {}
        # Filled as needs are asked about; the same answer each time, so threads may fill it twice without harm.
        self._relatives: dict[str, dict[str, float]] = {}
        for need in needs.values():
            if need.broader is not None:
                self._children.setdefault(need.broader, []).append(need.id)
            for unlocked in need.unlocks:
                self._unlocked_by.setdefault(unlocked, []).append(need.id)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all needs, replaced ones included, in the order of the file."""
        return tuple(self._needs)

    def __iter__(self) -> Iterator[Need]:
        return iter(self._needs.values())

    def __contains__(self, need_id: object) -> bool:
        return need_id in self._needs

    def __len__(self) -> int:
        return len(self._needs)

    def __repr__(self) -> str:
        return f"NeedsVocabulary({self.header.id!r}, {len(self)} needs)"

    def get(self, need_id: str) -> Need:
        """Return a need.

        Raises
        ------
        UnknownName
            If there is none of that id; it names ids that look alike.
        """
        try:
            return self._needs[need_id]
        except KeyError:
            raise UnknownName("need", need_id, closest(need_id, self._needs)) from None

    def current(self, need_id: str) -> Need:
        """Return the need to use now: the need itself, or the one that replaced it."""
        need = self.get(need_id)
        return need if need.replaced_by is None else self.get(need.replaced_by)

    def children(self, need_id: str) -> tuple[Need, ...]:
        """Return the needs that are directly a kind of this one, in the order of the file.

        Examples
        --------
        >>> [need.id for need in needs_vocabulary().children("child-costs")]
        ['healthy-start', 'school-costs']
        """
        return tuple(self._needs[child] for child in self._children.get(self.get(need_id).id, ()))

    def ancestors(self, need_id: str) -> tuple[Need, ...]:
        """Return the wider needs this one is a kind of, nearest first.

        Examples
        --------
        >>> [need.id for need in needs_vocabulary().ancestors("healthy-start")]
        ['child-costs', 'money-worries']
        """
        found: list[Need] = []
        broader = self.get(need_id).broader
        while broader is not None:
            found.append(self._needs[broader])
            broader = found[-1].broader
        return tuple(found)

    def unlocked_by(self, need_id: str) -> tuple[Need, ...]:
        """Return the needs which, once met, may bring this one within reach; in the order of the file.

        Examples
        --------
        >>> [need.id for need in needs_vocabulary().unlocked_by("digital-skills")]
        ['digital-device']
        """
        return tuple(self._needs[key] for key in self._unlocked_by.get(self.get(need_id).id, ()))

    def relatives(self, need_id: str) -> dict[str, float]:
        """Return how well services for other needs serve a person who has this one.

        The need itself counts 1, a narrower need :data:`NARROWER_SERVICE` a step, a broader one
        :data:`BROADER_SERVICE` a step, a related one :data:`RELATED_SERVICE`; the highest counts. Two needs under one
        parent do not count by that alone: furniture and somewhere to stay tonight are both housing, and neither helps
        with the other. Where they do help each other the file says that they are related.

        Returns
        -------
        dict
            Strength by need id, above 0 and at most 1; strongest first, then by id.

        Examples
        --------
        >>> needs_vocabulary().relatives("water-costs")
        {'water-costs': 1.0, 'money-worries': 0.5}
        """
        need = self.get(need_id)
        if need.id not in self._relatives:
            self._relatives[need.id] = self._strengths(need)
        return dict(self._relatives[need.id])

    def _strengths(self, need: Need) -> dict[str, float]:
        strengths = dict.fromkeys(need.related, RELATED_SERVICE)
        for steps, ancestor in enumerate(self.ancestors(need.id), start=1):
            strengths[ancestor.id] = max(strengths.get(ancestor.id, 0.0), BROADER_SERVICE**steps)
        level, strength = [need.id], 1.0
        while level:
            strengths.update((key, max(strengths.get(key, 0.0), strength)) for key in level)
            level = [child for key in level for child in self._children.get(key, ())]
            strength *= NARROWER_SERVICE
        return dict(sorted(strengths.items(), key=lambda pair: (-pair[1], pair[0])))

    def find(self, words: str, n: int = 5) -> list[tuple[Need, int]]:
        """Return the needs that somebody's words may mean, best first.

        The words are compared with labels and synonyms, never with descriptions; slips of the pen are forgiven. This
        offers choices to a link worker; it decides nothing.

        Parameters
        ----------
        words
            A few words or a sentence, as people say or type them.
        n
            At most so many needs.

        Returns
        -------
        list of (Need, int)
            Needs in use with a score from 1 to 100, where 100 means the very words of a label or synonym. Equal scores
            are ordered by id. Empty if nothing comes near.

        Examples
        --------
        >>> [(need.id, score) for need, score in needs_vocabulary().find("nappies", n=1)]
        [('baby-essentials', 100)]
        """
        return [(self._needs[key], score) for key, score in self._finder.find(words, n)]

    @cached_property
    def _finder(self) -> Finder:
        names = [
            (self.current(need.id).id, name)
            for need in self
            for name in (need.id.replace("-", " "), need.label, *need.synonyms)
        ]
        return Finder(names)


def load_needs(path: str | Path) -> NeedsVocabulary:
    """Read a file of needs, for a team that keeps its own.

    Parameters
    ----------
    path
        A file laid out as the shipped ``needs.yaml``. ``related`` may be said on one side only and counts on both.

    Raises
    ------
    InvalidPack
        With every fault of the file: unknown or missing fields, references to needs that do not exist or are replaced,
        circles among broader needs or unlocked ones, and words of two needs that are not listed under ``ambiguous``.
    """
    header, determinants, groups, records = read_needs(path)
    related: dict[str, set[str]] = {record.text("id"): set() for record in records}
    for record in records:
        for other in record.texts("related"):
            related[record.text("id")].add(other)
            related[other].add(record.text("id"))
    needs = (_need(record, tuple(sorted(related[record.text("id")]))) for record in records)
    return NeedsVocabulary(
        header,
        {r.text("id"): Determinant(*map(r.text, ("id", "label", "plain_label", "description"))) for r in determinants},
        {r.text("id"): Group(r.text("id"), r.text("label")) for r in groups},
        {need.id: need for need in needs},
    )


def _need(record: Record, related: tuple[str, ...]) -> Need:
    synonyms = record.child("synonyms")
    return Need(
        id=record.text("id"),
        label=record.text("label"),
        description=record.text("description"),
        determinant=record.text_or_none("determinant"),
        group=record.text_or_none("group"),
        broader=record.text_or_none("broader"),
        related=related,
        unlocks=record.texts("unlocks"),
        opens_modes=record.texts("opens_modes"),
        people=synonyms.texts("people"),
        professionals=synonyms.texts("professionals"),
        replaced_by=record.text_or_none("replaced_by"),
    )


@cache
def needs_vocabulary() -> NeedsVocabulary:
    """Return the needs that come with spmatch.

    Examples
    --------
    >>> list(needs_vocabulary().determinants)
    ['housing', 'finance', 'mental-health', 'diet', 'physical-activity', 'social-isolation']
    """
    return load_needs(shipped("needs.yaml"))
