"""Asking whether the answers are good: cases written by people, checked one expectation at a time."""

from spmatch.study.cases import case_files, read_case
from spmatch.study.expectations import Shortfall, check_case, check_cases, count_expectations

__all__ = ["Shortfall", "case_files", "check_case", "check_cases", "count_expectations", "read_case"]
