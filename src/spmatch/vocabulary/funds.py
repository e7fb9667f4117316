"""Names of public funds and other official help. Whether each counts as a public fund stands in the rule pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spmatch.errors import UnknownName
from spmatch.text import closest, normalise
from spmatch.vocabulary._reading import SLUG, TEXT, TEXTS, Header, Pack, Record, Shape, Steps, shipped

__all__ = ["NATIONS", "Fund", "FundsVocabulary", "funds_vocabulary", "load_funds"]

#: The nations of the United Kingdom, as ids.
NATIONS = ("england", "scotland", "wales", "northern-ireland")

_NATIONS = Shape(
    f"a list of nations out of {', '.join(NATIONS)}",
    lambda value: isinstance(value, list) and len(value) > 0 and all(nation in NATIONS for nation in value),
)
_FIELDS = {"id": SLUG, "label": TEXT, "plain_label": TEXT, "synonyms": TEXTS, "nations": _NATIONS}


@dataclass(frozen=True)
class Fund:
    """A benefit, payment, council duty or other official help, by name only.

    Parameters
    ----------
    id
        What services and rules refer to.
    label
        Its official name.
    plain_label
        What it is, for somebody who does not know the name.
    synonyms
        Short names and other names.
    nations
        Where it, or its direct equivalent, is known to have a place in the rules. A nation left out has not been
        checked; it does not mean that the help is missing there.
    """

    id: str
    label: str
    plain_label: str
    synonyms: tuple[str, ...]
    nations: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class FundsVocabulary(Mapping[str, Fund]):
    """Every fund, read like a dictionary from id to fund, in the order of the file.

    Examples
    --------
    >>> funds = funds_vocabulary()
    >>> funds["pip"].label
    'Personal Independence Payment'
    >>> [fund.id for fund in funds.named("DLA")]
    ['dla-adult', 'dla-child']
    """

    header: Header
    funds: Mapping[str, Fund]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all funds, in the order of the file."""
        return tuple(self.funds)

    def __getitem__(self, key: str) -> Fund:
        try:
            return self.funds[key]
        except KeyError:
            raise UnknownName("fund", key, closest(key, self.funds)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.funds)

    def __len__(self) -> int:
        return len(self.funds)

    def __repr__(self) -> str:
        return f"FundsVocabulary({self.header.id!r}, {len(self)} funds)"

    def named(self, words: str) -> tuple[Fund, ...]:
        """Return the funds that go by exactly these words, ordered by id; none if nobody uses them.

        No guessing from similar words: whether a fund may be claimed can hang on which one is meant.
        """
        wanted = normalise(words)
        return tuple(
            fund
            for _, fund in sorted(self.funds.items())
            if wanted in {normalise(name) for name in (fund.id, fund.label, *fund.synonyms)}
        )


def load_funds(path: str | Path) -> FundsVocabulary:
    """Read a file of funds, for a team that keeps its own.

    Parameters
    ----------
    path
        A file laid out as the shipped ``funds.yaml``.

    Raises
    ------
    InvalidPack
        With every fault of the file: unknown or missing fields, ids used twice, and a short name of two funds that is
        not listed under ``ambiguous``.
    """
    pack = Pack.read(path)
    header = pack.header("funds")
    records = list(pack.records(pack.data.get("funds"), ("funds",), _FIELDS, {}))
    _report_shared_names(pack, records)
    pack.raise_faults()
    funds = {
        record.text("id"): Fund(
            record.text("id"),
            record.text("label"),
            record.text("plain_label"),
            record.texts("synonyms"),
            record.texts("nations"),
        )
        for record in records
    }
    return FundsVocabulary(header, funds)


def _report_shared_names(pack: Pack, records: list[Record]) -> None:
    ambiguous = {normalise(words) for words in Record((), pack.data).texts("ambiguous")}
    owners: dict[str, str] = {}
    for record in records:
        names: list[tuple[str, Steps]] = [(record.text("label"), (*record.path, "label"))]
        names += [(name, (*record.path, "synonyms", place)) for place, name in enumerate(record.texts("synonyms"))]
        for name, path in names:
            owner = owners.setdefault(normalise(name), record.text("id"))
            if owner != record.text("id") and normalise(name) not in ambiguous:
                pack.fault(
                    "shared-synonym",
                    f"{name!r} already means {owner!r}",
                    path,
                    "Take it away from one of the two, or list it under 'ambiguous'.",
                )


@cache
def funds_vocabulary() -> FundsVocabulary:
    """Return the funds that come with spmatch.

    Examples
    --------
    >>> funds_vocabulary()["universal-credit"].plain_label
    'Monthly benefit for a low income'
    """
    return load_funds(shipped("funds.yaml"))
