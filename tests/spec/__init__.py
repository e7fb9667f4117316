"""Specification tables in YAML, run as tests and rendered into the documentation."""
