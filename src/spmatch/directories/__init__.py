"""How services get in and stay good."""

from spmatch.directories.files import read_directory, sample_directory
from spmatch.directories.finding import Finding
from spmatch.directories.review import review

__all__ = ["Finding", "read_directory", "review", "sample_directory"]
