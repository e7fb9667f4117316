"""How a person's facts get in."""

from spmatch.intake.files import assessment_from, read_area, read_assessment, sample_area

__all__ = ["assessment_from", "read_area", "read_assessment", "sample_area"]
