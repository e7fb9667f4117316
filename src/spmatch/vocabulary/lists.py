"""Small closed lists: languages, delivery modes, interests, documents, conditions and accessibility features."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spmatch.errors import UnknownName
from spmatch.text import closest
from spmatch.vocabulary._reading import NAME, TEXT, TEXTS, Pack, Shape, shipped

__all__ = ["Entry", "Listing", "listing", "listings", "load_lists"]

_REQUIRED = {"id": NAME, "label": TEXT}
_OPTIONAL = {"description": TEXT, "synonyms": TEXTS}
_LIST = {"title": TEXT, "entries": Shape("a list of entries", lambda value: isinstance(value, list))}


@dataclass(frozen=True)
class Entry:
    """One choice of a closed list.

    Parameters
    ----------
    id
        What data files and records hold. Languages: the ISO 639-3 code.
    label
        What people read.
    description
        One sentence more, where the label is not enough. None: the label is enough.
    synonyms
        Other words for the same thing, for finding it.
    """

    id: str
    label: str
    description: str | None = None
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Listing(Mapping[str, Entry]):
    """A closed list, read like a dictionary from id to entry, in the order of the file.

    Examples
    --------
    >>> languages = listing("languages")
    >>> languages["spa"].label
    'Spanish'
    >>> "klingon" in languages
    False
    """

    name: str
    title: str
    entries: Mapping[str, Entry]

    def __getitem__(self, key: str) -> Entry:
        try:
            return self.entries[key]
        except KeyError:
            raise UnknownName(f"entry of {self.name}", key, closest(key, self.entries)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"Listing({self.name!r}, {len(self)} entries)"


def load_lists(path: str | Path) -> Mapping[str, Listing]:
    """Read a file of closed lists, for a team that keeps its own.

    Parameters
    ----------
    path
        A file laid out as the shipped ``lists.yaml``.

    Raises
    ------
    InvalidPack
        With every fault of the file.
    """
    pack = Pack.read(path)
    pack.header("lists")
    lists = pack.data.get("lists")
    found: dict[str, Listing] = {}
    for name, content in lists.items() if isinstance(lists, dict) else ():
        where = ("lists", name)
        record = pack.record(content, where, _LIST, {})
        if record is None:
            continue
        entries = {
            row.text("id"): Entry(
                row.text("id"), row.text("label"), row.text_or_none("description"), row.texts("synonyms")
            )
            for row in pack.records(record.values.get("entries"), (*where, "entries"), _REQUIRED, _OPTIONAL)
        }
        found[name] = Listing(name, str(record.values.get("title")), entries)
    pack.raise_faults()
    return found


@cache
def listings() -> Mapping[str, Listing]:
    """Return every closed list that comes with spmatch, by name.

    Examples
    --------
    >>> sorted(listings())
    ['accessibility', 'conditions', 'delivery_modes', 'documents', 'interests', 'languages']
    """
    return load_lists(shipped("lists.yaml"))


def listing(name: str) -> Listing:
    """Return one closed list that comes with spmatch.

    Parameters
    ----------
    name
        ``accessibility``, ``conditions``, ``delivery_modes``, ``documents``, ``interests`` or ``languages``.

    Raises
    ------
    UnknownName
        If there is no such list; it names lists that look alike.

    Examples
    --------
    >>> listing("delivery_modes")["online"].label
    'Online'
    """
    known = listings()
    if name not in known:
        raise UnknownName("list", name, closest(name, known))
    return known[name]
