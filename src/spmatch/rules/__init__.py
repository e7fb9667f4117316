"""Dated, cited rule packs, and the decisions made on them."""

from spmatch.rules.packs import load_recourse_pack, load_safety_pack, warn_if_stale
from spmatch.rules.records import FundRule, RecoursePack, RiskCue, SafetyCheck, SafetyPack

__all__ = [
    "FundRule",
    "RecoursePack",
    "RiskCue",
    "SafetyCheck",
    "SafetyPack",
    "load_recourse_pack",
    "load_safety_pack",
    "warn_if_stale",
]
