"""Remove results, counters and editor settings from notebooks: ``python tools/strip_notebooks.py notebooks/*.ipynb``."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def strip(path: Path) -> bool:
    """Rewrite one notebook without its results, and return whether anything changed."""
    before = path.read_text(encoding="utf-8")
    notebook = json.loads(before)
    kernel = notebook["metadata"].get("kernelspec")
    notebook["metadata"] = {"kernelspec": kernel} if kernel else {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    after = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


if __name__ == "__main__":
    for name in sys.argv[1:]:
        if strip(Path(name)):
            print(f"{name}: results removed")
