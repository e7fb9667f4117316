"""Match a social-prescribing assessment to local services, with the reasons, and a plan.

The names below are the public face; everything else may be imported from its module but is not promised.
"""

from spmatch.directories import read_directory, sample_directory
from spmatch.errors import InvalidInput, SpmatchError, UnknownName
from spmatch.intake import assessment_from, read_area, read_assessment, sample_area
from spmatch.matcher import Matcher, Result
from spmatch.model.area import Area
from spmatch.model.assessment import Assessment
from spmatch.model.case import Case
from spmatch.model.directory import Directory
from spmatch.model.recommendation import (
    Exclusion,
    Gap,
    Match,
    Phase,
    Plan,
    Question,
    Recommendation,
    State,
    Step,
)
from spmatch.model.service import Service
from spmatch.model.weights import Weights
from spmatch.truth import Truth
from spmatch.version import __version__
from spmatch.vocabulary import needs_vocabulary

__all__ = [
    "Area",
    "Assessment",
    "Case",
    "Directory",
    "Exclusion",
    "Gap",
    "InvalidInput",
    "Match",
    "Matcher",
    "Phase",
    "Plan",
    "Question",
    "Recommendation",
    "Result",
    "Service",
    "SpmatchError",
    "State",
    "Step",
    "Truth",
    "UnknownName",
    "Weights",
    "__version__",
    "assessment_from",
    "needs_vocabulary",
    "read_area",
    "read_assessment",
    "read_directory",
    "sample_area",
    "sample_directory",
]
