"""The shape of the code is checked on its syntax tree: which way imports point, how long things are, what is banned.

Each check is a function from a package to a list of faults. The real package must have none, and small packages with
one planted fault show that each check does find what it is there for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

# Bottom to top. A module imports from the floors below its own; modules of one floor may import each other in one
# direction. A name is a module or a folder directly under src/spmatch.
FLOORS = (
    ("errors", "shipped", "truth", "version"),
    ("strict_yaml", "text"),
    ("render",),
    ("vocabulary",),
    ("geography",),
    ("model",),
    ("rules",),
    ("intake",),
    ("directories",),
    ("engine",),
    ("outputs",),
    ("matcher",),
    ("study",),
    ("batch",),
    ("app", "__main__"),
    ("__init__",),
)
FLOOR_OF = {name: height for height, names in enumerate(FLOORS) for name in names}

MODULE_LINES = 450
FUNCTION_LINES = 40
PRINTERS = ("app", "__main__")  # where words are printed and today's date is looked up
NETWORK_USERS = ("app",)  # where the network may be reached
HEAVY = {"pandas", "sklearn", "scipy", "rich", "pyspark", "ipywidgets", "matplotlib"}
UNSAFE_IMPORTS = {"pickle", "cPickle", "cloudpickle", "marshal", "shelve", "dill", "joblib", "subprocess"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.spawnv"}
CHANCE = {"random", "secrets", "uuid", "locale"}
CLOCK = {
    "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "pandas.Timestamp.now", "pandas.Timestamp.today",
}  # fmt: skip
SEEDED = {"Generator", "default_rng", "SeedSequence", "BitGenerator", "PCG64", "Philox"}
NETWORK = {"socket", "socketserver", "ssl", "ftplib", "smtplib", "http", "urllib", "requests", "httpx", "aiohttp"}
HARMLESS_NETWORK = {"urllib.parse", "http.HTTPStatus"}  # handle text only


@dataclass(frozen=True)
class Module:
    """One file: its dotted name (without the package's own), its text and its syntax tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def top(self) -> str:
        """The name that decides the floor."""
        return self.name.partition(".")[0]

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


Package = dict[str, Module]


def read_package(folder: Path) -> Package:
    modules = {}
    for path in sorted(folder.rglob("*.py")):
        parts = list(path.relative_to(folder).with_suffix("").parts)
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        text = path.read_text(encoding="utf-8")
        modules[".".join(parts)] = Module(".".join(parts), path, text, ast.parse(text))
    return modules


def imported_names(module: Module, nodes: Iterator[ast.AST]) -> Iterator[tuple[str, str, ast.AST]]:
    """Yield every import as (full dotted name, name it is bound to, node), relative ones resolved."""
    is_package = module.path.name == "__init__.py"
    parents = ["spmatch", *([] if module.name == "__init__" else module.name.split("."))]
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, alias.asname or alias.name.partition(".")[0], node
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                drop = node.level - (1 if is_package else 0)
                above = parents[: len(parents) - drop] if drop else parents
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                yield f"{base}.{alias.name}", alias.asname or alias.name, node
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            for value in node.args[:1]:
                if isinstance(value, ast.Constant):
                    yield str(value.value), "", node


def inner_imports(module: Module, package: Package) -> Iterator[tuple[str, ast.AST]]:
    """Yield the package's own modules that a module imports, wherever in the file it does so."""
    for name, _, node in imported_names(module, ast.walk(module.tree)):
        if name != "spmatch" and not name.startswith("spmatch."):
            continue
        target = name.removeprefix("spmatch").removeprefix(".")
        while target and target not in package:
            target = target.rpartition(".")[0]
        if not target:
            first = name.removeprefix("spmatch").removeprefix(".").partition(".")[0]
            target = first if first in FLOOR_OF else "__init__"
        yield target, node


def full_name(node: ast.expr, bound: dict[str, str]) -> str:
    """Return the dotted name that an expression stands for, with the file's own aliases resolved."""
    if isinstance(node, ast.Name):
        return bound.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{full_name(node.value, bound)}.{node.attr}"
    return ""


def bindings(module: Module) -> dict[str, str]:
    bound = {}
    for name, alias, node in imported_names(module, ast.walk(module.tree)):
        is_whole_path = isinstance(node, ast.Import) and alias == name.partition(".")[0]
        bound[alias] = alias if is_whole_path else name
    return bound


def used_names(module: Module) -> Iterator[tuple[str, ast.AST]]:
    bound = bindings(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            yield full_name(node, bound), node


def unknown_floors(package: Package) -> list[str]:
    tops = {module.top for module in package.values()}
    return [f"{top}: not on any floor; give it one in FLOORS" for top in sorted(tops - set(FLOOR_OF))]


def upward_imports(package: Package) -> list[str]:
    faults = []
    for module in package.values():
        for target, node in inner_imports(module, package):
            top = target.partition(".")[0]
            if FLOOR_OF.get(top, len(FLOORS)) > FLOOR_OF.get(module.top, len(FLOORS)):
                faults.append(f"{module.at(node)}: imports {target}, which stands on a floor above")
    return faults


def circular_imports(package: Package) -> list[str]:
    edges = {name: {target for target, _ in inner_imports(module, package)} for name, module in package.items()}
    faults, finished = [], set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            faults.append(" imports ".join([*trail[trail.index(name) :], name]))
        elif name not in finished:
            for target in sorted(edges.get(name, set()) - ({name} if name == "__init__" else set())):
                visit(target, (*trail, name))
            finished.add(name)

    for name in sorted(edges):
        visit(name, ())
    return faults


def long_modules(package: Package) -> list[str]:
    sizes = {name: len(module.text.splitlines()) for name, module in package.items()}
    return [f"{name}: {size} lines, at most {MODULE_LINES}" for name, size in sizes.items() if size > MODULE_LINES]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a body without its docstring, and with each table of plain values as one line."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    count = (body[-1].end_lineno or 0) - body[0].lineno + 1
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Dict | ast.List | ast.Tuple | ast.Set):
            try:
                ast.literal_eval(node)
            except ValueError:
                pass
            else:
                count -= (node.end_lineno or node.lineno) - node.lineno
                continue
        waiting.extend(ast.iter_child_nodes(node))
    return count


def long_functions(package: Package) -> list[str]:
    return [
        f"{module.at(node)}: {node.name} has {body_lines(node)} lines, at most {FUNCTION_LINES}"
        for module in package.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > FUNCTION_LINES
    ]


def unsafe_code(package: Package) -> list[str]:
    faults = []
    for module in package.values():
        for name, _, node in imported_names(module, ast.walk(module.tree)):
            if name.partition(".")[0] in UNSAFE_IMPORTS:
                faults.append(f"{module.at(node)}: imports {name}, which can run what a file says")
        for name, node in used_names(module):
            if name.removeprefix("builtins.") in UNSAFE_CALLS:
                faults.append(f"{module.at(node)}: uses {name}, which can run what a text says")
    return faults


def clock_and_chance(package: Package) -> list[str]:
    faults = []
    for module in package.values():
        if module.top in PRINTERS:
            continue
        for name, _, node in imported_names(module, ast.walk(module.tree)):
            if name.partition(".")[0] in CHANCE:
                faults.append(f"{module.at(node)}: imports {name}; pass rng, or words of our own")
        for name, node in used_names(module):
            dotted = re.sub(r"^np\.", "numpy.", name)
            if dotted in CLOCK:
                faults.append(f"{module.at(node)}: reads the clock ({name}); pass as_of")
            if dotted.startswith("numpy.random.") and dotted.split(".")[2] not in SEEDED:
                faults.append(f"{module.at(node)}: draws from hidden state ({name}); pass rng")
        bound = bindings(module)
        for node in ast.walk(module.tree):
            is_call = isinstance(node, ast.Call) and not node.args and not node.keywords
            if is_call and full_name(node.func, bound).endswith("random.default_rng"):
                faults.append(f"{module.at(node)}: default_rng without a seed; pass rng")
    return faults


def network_use(package: Package) -> list[str]:
    return [
        f"{module.at(node)}: imports {name}; only {', '.join(NETWORK_USERS)} may reach the network"
        for module in package.values()
        if not any(module.name == place or module.name.startswith(f"{place}.") for place in NETWORK_USERS)
        for name, _, node in imported_names(module, ast.walk(module.tree))
        if name.partition(".")[0] in NETWORK
        and not any(name == harmless or name.startswith(f"{harmless}.") for harmless in HARMLESS_NETWORK)
    ]


def printing(package: Package) -> list[str]:
    return [
        f"{module.at(node)}: uses {name}; return the words and let the app print them"
        for module in package.values()
        if module.top not in PRINTERS
        for name, node in used_names(module)
        if name.removeprefix("builtins.") in {"print", "input", "sys.stdout", "sys.stderr"}
    ]


def at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when the file is imported: not the insides of functions, nor what only the type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        yield node
        yield from at_import(node)


def heavy_imports(package: Package) -> list[str]:
    return [
        f"{module.at(node)}: imports {name} for everybody; import it in the function that needs it"
        for module in package.values()
        for name, _, node in imported_names(module, at_import(module.tree))
        if name.partition(".")[0] in HEAVY
    ]


CHECKS: tuple[Callable[[Package], list[str]], ...] = (
    unknown_floors, upward_imports, circular_imports, long_modules, long_functions, unsafe_code, clock_and_chance,
    network_use, printing, heavy_imports,
)  # fmt: skip


@pytest.fixture(scope="module")
def package(repo_root: Path) -> Package:
    return read_package(repo_root / "src" / "spmatch")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_package_has_no_fault(check: Callable[[Package], list[str]], package: Package) -> None:
    faults = check(package)
    assert not faults, "\n".join(faults)


def test_the_package_is_read_at_all(package: Package) -> None:
    assert {"errors", "truth"} <= set(package)


LONG = "def f():\n" + "    x = 1\n" * (FUNCTION_LINES + 1)
PLANTED = [
    (unknown_floors, {"helpers/misc.py": ""}),
    (upward_imports, {"truth.py": "from spmatch.engine import ranking", "engine/ranking.py": ""}),
    (upward_imports, {"errors.py": "def f():\n    from spmatch.model import Service", "model/__init__.py": ""}),
    (upward_imports, {"model/case.py": "from ..engine.index import Index", "engine/index.py": ""}),
    (upward_imports, {"text.py": "import importlib\nimportlib.import_module('spmatch.app')", "app/__init__.py": ""}),
    (upward_imports, {"text.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import spmatch.study"}),
    (upward_imports, {"outputs/why.py": "import spmatch", "__init__.py": ""}),
    (circular_imports, {"errors.py": "import spmatch.truth", "truth.py": "from spmatch import errors"}),
    (circular_imports, {"model/a.py": "from . import b", "model/b.py": "def f():\n    from .a import x"}),
    (circular_imports, {"model/__init__.py": "from .a import A", "model/a.py": "from spmatch.model import B"}),
    (long_modules, {"text.py": "x = 1\n" * (MODULE_LINES + 1)}),
    (long_functions, {"text.py": LONG}),
    (long_functions, {"text.py": "class C:\n" + "".join(f"    {line}\n" for line in LONG.splitlines())}),
    (unsafe_code, {"text.py": "import pickle"}),
    (unsafe_code, {"text.py": "def f():\n    from subprocess import run"}),
    (unsafe_code, {"text.py": "x = eval('1')"}),
    (unsafe_code, {"text.py": "from os import system as go\ngo('ls')"}),
    (clock_and_chance, {"text.py": "from datetime import date\nx = date.today()"}),
    (clock_and_chance, {"text.py": "import datetime as d\nclass A:\n    x = d.datetime.now"}),
    (clock_and_chance, {"text.py": "from datetime import datetime as dt\nx = dt.utcnow()"}),
    (clock_and_chance, {"text.py": "from time import time\nx = time()"}),
    (clock_and_chance, {"text.py": "import random"}),
    (clock_and_chance, {"text.py": "from locale import strxfrm"}),
    (clock_and_chance, {"text.py": "import numpy as np\nx = np.random.rand(3)"}),
    (clock_and_chance, {"text.py": "import numpy as np\nx = np.random.default_rng()"}),
    (network_use, {"directories/feed.py": "def f():\n    import urllib.request"}),
    (network_use, {"text.py": "from http.client import HTTPConnection"}),
    (network_use, {"applet.py": "import requests"}),
    (printing, {"text.py": "print('x')"}),
    (printing, {"text.py": "import sys\nsys.stdout.write('x')"}),
    (heavy_imports, {"study/frames.py": "import pandas as pd"}),
    (heavy_imports, {"study/frames.py": "class A:\n    try:\n        from sklearn.model_selection import KFold\n    except E: 1"}),
    (heavy_imports, {"app/cli.py": "from rich.table import Table"}),
]  # fmt: skip


def plant(folder: Path, files: dict[str, str]) -> Package:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    return read_package(folder)


@pytest.mark.parametrize(("check", "files"), PLANTED, ids=[f"{c.__name__}-{i}" for i, (c, _) in enumerate(PLANTED)])
def test_a_planted_fault_is_found(check: Callable[[Package], list[str]], files: dict[str, str], tmp_path: Path) -> None:
    assert len(check(plant(tmp_path, files))) == 1


def test_every_check_is_shown_to_fail() -> None:
    assert {check for check, _ in PLANTED} == set(CHECKS)


SOUND = {
    "errors.py": "from __future__ import annotations\nimport os.path",
    "truth.py": "from spmatch.errors import Problem",
    "text.py": "from urllib.parse import quote\ndef f():\n    x = [\n" + "        1,\n" * 60 + "    ]\n    return x",
    "model/__init__.py": "from spmatch.model.service import Service",
    "model/service.py": "from datetime import date\nfrom spmatch import errors\nx = date(2026, 11, 22)",
    "study/tune.py": "import numpy as np\ndef f(rng, plan):\n    import pandas\n    return np.random.default_rng(rng), plan.now",
    "app/cli.py": "from datetime import date\nfrom spmatch.model import Service\nprint(date.today())",
    "__main__.py": "from spmatch.app.cli import main",
    "__init__.py": "from spmatch.model import Service",
}  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_sound_package_has_no_fault(check: Callable[[Package], list[str]], tmp_path: Path) -> None:
    assert check(plant(tmp_path, SOUND)) == []
