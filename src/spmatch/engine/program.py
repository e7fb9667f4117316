"""Requirements of all services as one table of distinct leaves and inner nodes, decided in columns.

Identical parts are interned: a thousand services that take people from one borough share one leaf, which is decided
once for a person by the same function that traces it. Inner nodes are the minimum (all), maximum (any) or mirror image
(not) of their parts' values, taken level by level over whole columns. ``member`` is a leaf here, because what it holds
is decided for each member of the household.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spmatch.engine.requirements import Requirement, decide_requirement, requirements_of
from spmatch.engine.situation import Situation
from spmatch.model.criteria import AllOf, AnyOf, NotCriterion
from spmatch.model.recommendation import Trace
from spmatch.model.service import Service
from spmatch.truth import Truth, conjunction

__all__ = ["Decided", "Program", "compile_program"]

_ALL, _ANY, _NOT = 0, 1, 2


@dataclass(frozen=True)
class _Level:
    """Inner nodes of one depth: which nodes they are, what they do, and where their parts are listed."""

    operation: int
    nodes: NDArray[np.int64]
    parts: NDArray[np.int64]
    starts: NDArray[np.int64]


@dataclass(frozen=True)
class Decided:
    """Every service decided for one person.

    ``truths`` holds 0 (NO), 1 (UNKNOWN) or 2 (YES) for each, shape (services,); ``leaves`` the traces of the leaves.
    """

    truths: NDArray[np.int8]
    leaves: tuple[Trace, ...]


@dataclass(frozen=True)
class Program:
    """What has to be decided for a directory: distinct leaves, levels of inner nodes, and a root for each service.

    ``size`` counts all nodes; leaves come first, in the order of ``leaves``. ``parts`` lists for each service what it
    requires, with the number of the leaf where it is one; None: a tree, which is traced anew.
    """

    leaves: tuple[Requirement, ...]
    levels: tuple[_Level, ...]
    roots: NDArray[np.int64]
    size: int
    parts: tuple[tuple[tuple[Requirement, int | None], ...], ...]

    def decide(self, situation: Situation) -> Decided:
        """Decide every service for one person."""
        traces = tuple(decide_requirement(leaf, situation) for leaf in self.leaves)
        values = np.empty(self.size, dtype=np.int8)
        values[: len(traces)] = [trace.truth.value for trace in traces]
        for level in self.levels:
            taken = values[level.parts]
            if level.operation == _ALL:
                values[level.nodes] = np.minimum.reduceat(taken, level.starts)
            elif level.operation == _ANY:
                values[level.nodes] = np.maximum.reduceat(taken, level.starts)
            else:
                values[level.nodes] = Truth.YES.value - taken
        return Decided(values[self.roots], traces)

    def trace(self, row: int, decided: Decided, situation: Situation) -> Trace:
        """Return the whole decision for one service, part by part.

        Raises
        ------
        AssertionError
            If the trace and the column it was decided in disagree: a fault of ours, never of the data.
        """
        parts = tuple(
            decided.leaves[leaf] if leaf is not None else decide_requirement(requirement, situation)
            for requirement, leaf in self.parts[row]
        )
        truth = conjunction(part.truth for part in parts)
        if truth.value != decided.truths[row]:
            raise AssertionError(f"trace and column disagree on row {row}")
        return Trace("service", truth, parts=parts)


class _Builder:
    """Interns trees: equal leaves and equal inner nodes get one number."""

    def __init__(self) -> None:
        self.leaves: dict[Requirement, int] = {}
        self.inner: dict[tuple[int, tuple[int, ...]], int] = {}
        self.depth: list[int] = []
        self.order: list[tuple[int, tuple[int, ...]]] = []

    def node(self, requirement: Requirement) -> int:
        """Return the number of a requirement; inner ones are negative until the leaves have been counted."""
        if isinstance(requirement, AllOf):
            return self.combine(_ALL, [self.node(part) for part in requirement.parts])
        if isinstance(requirement, AnyOf):
            return self.combine(_ANY, [self.node(part) for part in requirement.parts])
        if isinstance(requirement, NotCriterion):
            return self.combine(_NOT, [self.node(requirement.part)])
        return self.leaves.setdefault(requirement, len(self.leaves))

    def combine(self, operation: int, parts: Iterable[int]) -> int:
        """Return the number of an inner node, -1 for the first, -2 for the second and so on."""
        key = (operation, tuple(parts) if operation == _NOT else tuple(sorted(set(parts))))
        if key not in self.inner:
            self.order.append(key)
            self.inner[key] = -len(self.order)
            self.depth.append(1 + max((self.depth[-part - 1] for part in key[1] if part < 0), default=0))
        return self.inner[key]


def compile_program(services: Iterable[Service]) -> Program:
    """Compile the requirements of services, in the order given."""
    builder = _Builder()
    required = [requirements_of(service) for service in services]
    roots = [builder.combine(_ALL, [builder.node(part) for part in parts]) for parts in required]
    leaf_count = len(builder.leaves)

    def place(number: int) -> int:
        return number if number >= 0 else leaf_count - number - 1

    groups: dict[tuple[int, int], list[int]] = {}
    for position, (operation, _) in enumerate(builder.order):
        groups.setdefault((builder.depth[position], operation), []).append(position)
    levels = []
    for (_, operation), positions in sorted(groups.items()):
        parts = [[place(part) for part in builder.order[position][1]] for position in positions]
        starts = np.cumsum([0, *(len(numbers) for numbers in parts[:-1])])
        flat = np.array([number for numbers in parts for number in numbers], dtype=np.int64)
        nodes = np.array([leaf_count + position for position in positions], dtype=np.int64)
        levels.append(_Level(operation, nodes, flat, starts.astype(np.int64)))
    return Program(
        tuple(builder.leaves),
        tuple(levels),
        np.array([place(root) for root in roots], dtype=np.int64),
        leaf_count + len(builder.order),
        tuple(tuple((part, builder.leaves.get(part)) for part in parts) for parts in required),
    )
