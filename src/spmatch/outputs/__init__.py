"""The faces of an answer: sentences, a page of text, a fragment of HTML, and plain data."""

from spmatch.outputs.explain import why, why_not
from spmatch.outputs.html import plan_html
from spmatch.outputs.phrases import Phrases, load_phrases
from spmatch.outputs.plan_text import plan_lines, plan_text
from spmatch.outputs.record import to_dict

__all__ = ["Phrases", "load_phrases", "plan_html", "plan_lines", "plan_text", "to_dict", "why", "why_not"]
