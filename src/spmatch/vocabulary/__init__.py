"""Shared words: needs, public funds by name, and small closed lists."""

from spmatch.vocabulary.funds import Fund, FundsVocabulary, funds_vocabulary, load_funds
from spmatch.vocabulary.lists import Entry, Listing, listing, listings, load_lists
from spmatch.vocabulary.needs import (
    BROADER_SERVICE,
    NARROWER_SERVICE,
    RELATED_SERVICE,
    Determinant,
    Group,
    Need,
    NeedsVocabulary,
    load_needs,
    needs_vocabulary,
)

__all__ = [
    "BROADER_SERVICE",
    "NARROWER_SERVICE",
    "RELATED_SERVICE",
    "Determinant",
    "Entry",
    "Fund",
    "FundsVocabulary",
    "Group",
    "Listing",
    "Need",
    "NeedsVocabulary",
    "funds_vocabulary",
    "listing",
    "listings",
    "load_funds",
    "load_lists",
    "load_needs",
    "needs_vocabulary",
]
