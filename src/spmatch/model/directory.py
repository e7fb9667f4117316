"""A directory of services, and the checks that need more than one of them."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Literal

from pydantic import Field

from spmatch.errors import Problem, UnknownName
from spmatch.model.base import Day, Model, Prose, Text
from spmatch.model.service import Service
from spmatch.text import closest

__all__ = ["Directory"]


class Directory(Model):
    """Services to match against, with a word on where they come from.

    Examples
    --------
    >>> Directory(title="Empty", as_of="2026-11-22", services=()).services
    ()
    """

    schema_version: Literal[1] = 1
    title: Text
    as_of: Day
    notes: Prose | None = None
    services: tuple[Service, ...] = Field(repr=False)

    @cached_property
    def by_id(self) -> dict[str, Service]:
        """The services by their ids."""
        return {service.id: service for service in self.services}

    def service(self, service_id: str) -> Service:
        """Return one service.

        Raises
        ------
        UnknownName
            If there is none with this id; near ids are suggested.
        """
        try:
            return self.by_id[service_id]
        except KeyError:
            raise UnknownName("service", service_id, closest(service_id, self.by_id)) from None

    def problems(self) -> list[tuple[tuple[str | int, ...], Problem]]:
        """Return the faults that only show across services, ids used more than once, each with its place in the data."""
        counts = Counter(service.id for service in self.services)
        return [
            (
                ("services", position, "id"),
                Problem(
                    "duplicate-id",
                    f"id {service.id!r} is used {counts[service.id]} times",
                    f"services[{position}].id",
                    mend="give each service an id of its own",
                ),
            )
            for position, service in enumerate(self.services)
            if counts[service.id] > 1
        ]
