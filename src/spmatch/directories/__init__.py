"""How services get in and stay good. Reviewing and schemas are in modules of their own, which few programs need."""

from spmatch.directories.files import read_directory, sample_directory

__all__ = ["read_directory", "sample_directory"]
