"""How services get in and stay good."""

from spmatch.directories.files import read_directory, sample_directory

__all__ = ["read_directory", "sample_directory"]
