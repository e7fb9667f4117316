"""A directory as columns: built once, then read by every match. Rows are services in the order of their ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spmatch.engine.program import Program, compile_program
from spmatch.engine.requirements import site_point
from spmatch.geography import unit_vectors
from spmatch.model.directory import Directory
from spmatch.model.service import Service
from spmatch.text import content_stems

__all__ = ["MODES_AT_HOME", "MODES_WITH_A_JOURNEY", "Index", "build_index"]

MODES_WITH_A_JOURNEY = frozenset({"in_person", "collection"})
"""Ways of delivering that the person has to travel for."""
MODES_AT_HOME = frozenset({"home_visit", "online", "phone", "delivered", "outreach"})
"""Ways of delivering that come to the person."""
CAPACITY_CODES = ("capacity", "no-capacity-has-waitlist", "no-capacity")

Rows = NDArray[np.int64]


@dataclass(frozen=True, repr=False)
class Index:
    """Columns over the services; NaN and -1 are "not known".

    ``modes`` holds for each way of delivering whether a service states it, ``has_modes`` whether it states any.
    ``rows_by_claim`` are the services that help to claim a fund. ``site_vectors`` are unit vectors of all sites, ``site_rows`` the service each belongs to.
    """

    services: tuple[Service, ...]
    program: Program
    rows_by_need: dict[str, Rows]
    rows_by_stem: dict[str, Rows]
    rows_by_language: dict[str, Rows]
    rows_by_claim: dict[str, Rows]
    modes: dict[str, NDArray[np.bool_]]
    has_modes: NDArray[np.bool_]
    site_vectors: NDArray[np.float64]
    site_rows: Rows
    has_languages: NDArray[np.bool_]
    interpreting: NDArray[np.int8]
    capacity: NDArray[np.int8]
    wait_days: NDArray[np.float64]
    checked_ordinal: NDArray[np.float64]
    cost_pence: NDArray[np.float64]

    @property
    def size(self) -> int:
        """Number of services."""
        return len(self.services)


def build_index(directory: Directory) -> Index:
    """Build the columns of a directory.

    Parameters
    ----------
    directory
        The services; their order does not matter.
    """
    services = tuple(sorted(directory.services, key=lambda service: service.id))
    vectors, rows = _sites(services)
    return Index(
        services=services,
        program=compile_program(services),
        rows_by_need=_postings(service.meets for service in services),
        rows_by_stem=_postings(sorted(_stems(service)) for service in services),
        rows_by_language=_postings(_or_empty(service.languages) for service in services),
        rows_by_claim=_postings(service.recourse.helps_to_claim for service in services),
        modes={
            mode: np.array(
                [service.delivery is not None and mode in service.delivery for service in services], dtype=bool
            )
            for mode in sorted(MODES_WITH_A_JOURNEY | MODES_AT_HOME)
        },
        has_modes=np.array([service.delivery is not None for service in services], dtype=bool),
        site_vectors=vectors,
        site_rows=rows,
        has_languages=np.array([service.languages is not None for service in services], dtype=bool),
        interpreting=np.array([_tri(service.has_interpreting) for service in services], dtype=np.int8),
        capacity=np.array(
            [-1 if s.capacity is None else CAPACITY_CODES.index(s.capacity.code) for s in services], dtype=np.int8
        ),
        wait_days=_numbers(None if s.capacity is None else s.capacity.wait_days for s in services),
        checked_ordinal=_numbers(
            None if s.provenance.checked_on is None else s.provenance.checked_on.toordinal() for s in services
        ),
        cost_pence=_numbers(None if s.cost is None else s.cost.pence for s in services),
    )


def _or_empty(values: tuple[str, ...] | None) -> tuple[str, ...]:
    return () if values is None else values


def _tri(flag: bool | None) -> int:
    return -1 if flag is None else int(flag)


def _numbers(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def _postings(terms: Iterable[Iterable[str]]) -> dict[str, Rows]:
    """Return for each term the services that have it, in ascending order."""
    rows: dict[str, list[int]] = {}
    for row, own in enumerate(terms):
        for term in dict.fromkeys(own):
            rows.setdefault(term, []).append(row)
    return {term: np.array(own, dtype=np.int64) for term, own in sorted(rows.items())}


def _stems(service: Service) -> frozenset[str]:
    return content_stems(f"{service.name}. {service.description}")


def _sites(services: tuple[Service, ...]) -> tuple[NDArray[np.float64], Rows]:
    points = [
        (row, point)
        for row, service in enumerate(services)
        for point in map(site_point, service.sites if service.sites is not None else ())
        if point is not None
    ]
    vectors = unit_vectors([lat for _, (lat, _) in points], [lon for _, (_, lon) in points])
    return vectors.reshape(-1, 3), np.array([row for row, _ in points], dtype=np.int64)
