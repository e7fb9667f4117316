"""The area a service serves, kept apart from where it stands."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from spmatch.geography import parse_postcode
from spmatch.model.base import Decimal, Expected, Id, Model, fault
from spmatch.model.names import BoroughCode

__all__ = ["Coverage", "Nation"]

Nation = Literal["england", "wales", "scotland", "northern-ireland"]


def _known_outcode(code: str) -> str:
    try:
        postcode = parse_postcode(code)
    except ValueError:
        postcode = None
    if postcode is None or postcode.precision != "outcode" or postcode.outward != code:
        raise fault("unknown-name", "is not an outward code such as SE16")
    return code


Degree = Annotated[Decimal, Field(ge=-180, le=180)]
Ring = Annotated[
    tuple[tuple[Degree, Degree], ...],
    Field(min_length=4),
    Expected("a closed ring of longitude and latitude pairs, as in GeoJSON"),
]
"""The outline of an area, as GeoJSON gives it: at least four pairs of longitude and latitude, the last like the first."""


class Coverage(Model):
    """Whom a service covers by place: any one of the parts given is enough.

    ``where`` says which place of the person counts: where they live now (a temporary address before the home one), their
    home, or the borough that placed them. ``practices`` and ``pcns`` go by the practice they are registered with.

    Examples
    --------
    >>> Coverage(boroughs=("E09000028",)).where
    'current'
    """

    nations: tuple[Nation, ...] = ()
    boroughs: tuple[BoroughCode, ...] = ()
    wards: tuple[Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")], ...] = ()
    outcodes: tuple[Annotated[str, AfterValidator(_known_outcode)], ...] = ()
    neighbourhoods: tuple[Id, ...] = ()
    practices: tuple[Id, ...] = ()
    pcns: tuple[Id, ...] = ()
    polygons: tuple[Ring, ...] = ()
    within_km: Annotated[Decimal, Field(gt=0, le=500)] | None = None
    where: Literal["current", "home", "placed_by"] = "current"

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        parts = (
            self.nations,
            self.boroughs,
            self.wards,
            self.outcodes,
            self.neighbourhoods,
            self.practices,
            self.pcns,
            self.polygons,
        )
        if not any(parts) and self.within_km is None:
            raise fault("empty-range", "coverage needs at least one part; leave it out if it is not known")
        if self.where == "placed_by" and (any(parts[:1] + parts[2:]) or self.within_km is not None):
            raise fault("one-of", "coverage by placing borough can list boroughs only")
        return self
