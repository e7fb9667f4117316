"""Strict YAML: values as written, every fault at once, and nothing of a private file in an error."""

from __future__ import annotations

import math
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from spmatch import strict_yaml
from spmatch.errors import InvalidAssessment, InvalidDirectory, InvalidInput
from spmatch.strict_yaml import MAX_DEPTH, MOST_PROBLEMS, Document, format_path, parse_yaml, read_yaml, shorten


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs on libyaml's parser and on the pure one that stands in for it."""
    monkeypatch.setattr(strict_yaml, "_LOADER", yaml.CSafeLoader if request.param == "libyaml" else yaml.SafeLoader)


def problems_of(text: str, **settings: Any) -> list[tuple[str, int | None, str]]:
    with pytest.raises(InvalidInput) as caught:
        parse_yaml(text, **settings)
    return [(problem.code, problem.line, problem.path) for problem in caught.value.problems]


AS_WRITTEN = [
    "10:30", "09:00", "24:00", "1:30:00", "01234567", "020 7946 0000", "+44", "007", "-0", "-01", "0x1F", "0o17", "0b1",
    "1_000", "1,000", "1e3", "1.5e3", "0.00001", ".5", "5.", "1.10", "2.50", "0.30000000000000000001", ".inf", "-.inf",
    ".nan", "nan", "inf", "yes", "no", "on", "off", "y", "n", "Yes", "NO", "True", "FALSE", "Null", "NULL", "None",
    "2026-01-31", "2026-01-31 10:00:00", "1234567890123456789", "<<", "=", "SE1 6TG", "E09000028", "1 2", "--", "~x",
    "nothing", "trueish", "falsehood", "\u0661\u0662",
]  # fmt: skip


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_what_looks_like_something_else_in_yaml_stays_text_exactly_as_written(text: str) -> None:
    assert parse_yaml(f"value: {text}").data == {"value": text}
    assert parse_yaml(f"value: [{text}]" if "," not in text else f"value:\n  - {text}").data == {"value": [text]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("false", False), ("0", 0), ("12", 12), ("-7", -7),
        ("123456789012345678", 123456789012345678), ("1.5", 1.5), ("-0.25", -0.25), ("0.0", 0.0), ("51.5034", 51.5034),
    ],
)  # fmt: skip
def test_only_nothing_truth_values_and_plain_numbers_are_typed(text: str, value: object) -> None:
    found = parse_yaml(f"value: {text}").data["value"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["null", "~", "", "true", "12", "1.5"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_value_is_always_text(text: str, quote: str) -> None:
    assert parse_yaml(f"value: {quote}{text}{quote}").data == {"value": text}


def test_block_text_keeps_its_lines() -> None:
    assert parse_yaml("a: |\n  12\n  yes\nb: >\n  one\n  two\n").data == {"a": "12\nyes\n", "b": "one two\n"}


def test_an_empty_file_and_a_file_of_comments_hold_nothing() -> None:
    assert parse_yaml("").data is None
    assert parse_yaml("# only a comment\n").data is None


@pytest.mark.parametrize("key", ["no", "on", "yes", "1.10", "10:30", "'1'", "2026-01-31"])
def test_keys_that_other_loaders_would_convert_are_plain_names(key: str) -> None:
    assert parse_yaml(f"{key}: x").data == {key.strip("'"): "x"}


@pytest.mark.parametrize("key", ["1", "1.5", "true", "null", "~", "[a]", "{a: b}", "? [a, b]\n"])
def test_a_key_that_is_not_text_is_refused(key: str) -> None:
    assert problems_of(f"x: 1\n{key}: 2")[0][:2] == ("key-not-text", 2)


FAULTS = [
    ("a: 1\nb: 2\na: 3", "duplicate-key", 3, "a"),
    ("a: 1\n'a': 3", "duplicate-key", 2, "a"),
    ("x:\n  - a: 1\n    a: 2", "duplicate-key", 3, "x[0].a"),
    ("x: {a: 1, a: 2}", "duplicate-key", 1, "x.a"),
    ("a: &x 1", "anchor", 1, "a"),
    ("a: &x\n  b: 1", "anchor", 1, "a"),
    ("a: 1\nb: *x", "alias", 2, "b"),
    ("a: !secret 1", "tag", 1, "a"),
    ("a: !!str 1", "tag", 1, "a"),
    ("a: !!python/object:os.system {}", "tag", 1, "a"),
    ("a: 1\n---\nb: 2", "several-documents", 2, ""),
    ("a: 1\n\tb: 2", "tab", 2, ""),
    ("a: x\ty", "tab", 1, ""),
    ("a: x\x07", "control-character", 1, ""),
    ("a: 1\nb: x\u202ey", "control-character", 2, ""),
    ("a: x\u0085y", "control-character", 1, ""),
    ("a: x\u2028y", "control-character", 1, ""),
    ("a: x\ufeffy", "control-character", 1, ""),
    ("a: x\ud800y", "control-character", 1, ""),
    ('a: "\\0"', "control-character", 1, "a"),
    ('a: "\\u202e"', "control-character", 1, "a"),
    ("[" * 60, "too-deep", 1, "[0]" * MAX_DEPTH),
    ("a: b: c", "yaml-syntax", 1, ""),
    ("a: 1\nb: 'x", "yaml-syntax", 2, ""),
    ("a: 1\nb: [1", "yaml-syntax", 2, ""),
    ("a: 1\nb: {x: 1", "yaml-syntax", 2, ""),
    ("a: 1\nb: @home", "yaml-syntax", 2, ""),
    ("a:\n  - b\n c: 1", "yaml-syntax", 3, ""),
    ('a: "\\q"', "yaml-syntax", 1, ""),
    ("a: 'x' y", "yaml-syntax", 1, ""),
    ("- a\nb: c", "yaml-syntax", 2, ""),
    ("a: *", "yaml-syntax", 1, ""),
]


@pytest.mark.parametrize(("text", "code", "line", "path"), FAULTS)
def test_each_kind_of_fault_has_its_code_line_and_path(text: str, code: str, line: int, path: str) -> None:
    assert problems_of(text) == [(code, line, path)]


@pytest.mark.parametrize("text", [fault[0] for fault in FAULTS])
def test_every_fault_says_how_to_mend_it(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_yaml(text)
    assert all(problem.mend for problem in caught.value.problems)


def test_all_faults_of_a_file_are_reported_at_once_in_the_order_of_the_file() -> None:
    text = "a: 1\na: 2\nb: {c: &x 1, c: *x}\n1: x\nd: !t y\ne:\tz\na: 3\n---\nmore: 1\n"
    assert [(code, line) for code, line, _ in problems_of(text)] == [
        ("duplicate-key", 2),
        ("anchor", 3),
        ("duplicate-key", 3),
        ("alias", 3),
        ("key-not-text", 4),
        ("tag", 5),
        ("tab", 6),
        ("duplicate-key", 7),
        ("several-documents", 8),
    ]


def test_a_repeated_key_names_the_line_where_it_first_stands() -> None:
    with pytest.raises(InvalidDirectory, match="'name' stands twice in one group; it first stands on line 1"):
        parse_yaml("name:\n  x: 1\nother: 2\nname: 3", error=InvalidDirectory)


def test_a_file_of_another_kind_does_not_fill_the_screen() -> None:
    found = problems_of("\t\n" * (MOST_PROBLEMS + 10))
    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1][0] == "too-many-problems"


def test_lines_are_known_for_every_value_and_for_what_is_missing() -> None:
    document = parse_yaml(
        "title: x\nservices:\n  - id: a\n    tags: [p,\n      q]\n  - id: b\n    where:\n      lat: 1\n"
    )
    assert document.line(("title",)) == 1
    assert document.line(("services",)) == 2
    assert document.line(("services", 0)) == 3
    assert document.line(("services", 0, "tags", 1)) == 5
    assert document.line(("services", 1, "where", "lat")) == 8
    assert document.line(("services", 1, "where", "lon")) == 7, "the nearest thing that is there"
    assert document.line(("services", 9, "id")) == 2
    assert document.line(("services", -1)) == 2
    assert document.line(("services", "id")) == 2
    assert document.line(("title", "x", 3)) == 1
    assert document.line(()) == 1
    assert Document({"a": 1}).line(("a",)) is None


def test_lines_are_those_an_editor_shows_whatever_the_line_ends() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert parse_yaml(end.join(["# x", "a: 1", "", "b: 2"])).line(("b",)) == 4


def test_paths_are_written_as_in_every_other_problem() -> None:
    assert format_path(["a", 0, "b-c", "d e", "f.g", 2]) == "a[0].b-c['d e']['f.g'][2]"
    assert format_path([]) == ""
    assert shorten("x" * 100) == "x" * 59 + "…"


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for raw in ("name: Café\n".encode(), "name: Café\n".encode("utf-8-sig")):
        path.write_bytes(raw)
        document = read_yaml(path)
        assert document.data == {"name": "Café"}
        assert document.file == str(path)
        assert "Café" not in repr(document)
    assert parse_yaml("\ufeffa: 1").data == {"a": 1}


def test_a_file_that_cannot_be_read_is_a_problem_of_the_kind_asked_for(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.yaml", "file-not-found"), (tmp_path, "cannot-read"), ("a\0b", "cannot-read")):
        with pytest.raises(InvalidDirectory) as caught:
            read_yaml(path, error=InvalidDirectory)
        assert [problem.code for problem in caught.value.problems] == [code]
        assert caught.value.__context__ is None


def test_every_line_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: caf\xe9\nb: x\nc: \xff\n")
    with pytest.raises(InvalidInput) as caught:
        read_yaml(path)
    assert [(problem.code, problem.line) for problem in caught.value.problems] == [("not-utf-8", 1), ("not-utf-8", 3)]
    path.write_bytes("a: 1".encode("utf-16"))
    with pytest.raises(InvalidInput, match="saved as UTF-16; expected UTF-8"):
        read_yaml(path)


def test_a_file_over_the_size_allowed_is_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: " + "x" * 100, encoding="utf-8")
    with pytest.raises(InvalidInput, match="larger than 50 bytes"):
        read_yaml(path, max_bytes=50)
    assert read_yaml(path, max_bytes=103).data == {"a": "x" * 100}
    monkeypatch.setattr(strict_yaml, "MAX_BYTES", 10)
    assert problems_of("a: 34567890")[0][0] == "too-large"


# Privacy ---------------------------------------------------------------------------------------------------------------

PLANTED = "Zebedee Quill SE99 9ZZ"
PRIVATE = [
    f"{PLANTED}: 1\n{PLANTED}: 2",
    f"who:\n  {PLANTED}:\n    a: 1\n    a: 2",
    f"a: &{PLANTED.replace(' ', '')} 1\nb: *{PLANTED.replace(' ', '')}",
    f"a: !{PLANTED.replace(' ', '')} {PLANTED}",
    f"a: {PLANTED}: {PLANTED}",
    f"a: '{PLANTED}",
    f"a: [{PLANTED}",
    f'a: "{PLANTED}\\q"',
    f"a: {PLANTED}\n {PLANTED}: b",
    f"- {PLANTED}\n{PLANTED}: c",
    f"@{PLANTED}",
    f"a: {PLANTED}\t",
    f"a: {PLANTED}\x07",
    f'a: "{PLANTED}\\0"',
    f"[{PLANTED}]: 1",
    f"? {{{PLANTED}: 1}}\n: 2",
    f"a: 1\n---\n{PLANTED}",
    f"{PLANTED}: " + "[" * 60,
    f"%YAML 9.{PLANTED}\n---\na",
    f"a: 1\n{PLANTED}\nb: 2",
    "a: 1\n990099: 2",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_nothing_of_a_private_file_is_in_the_error_its_paths_or_its_traceback(text: str) -> None:
    with pytest.raises(InvalidAssessment) as caught:
        parse_yaml(text, error=InvalidAssessment, quote_values=False)
    error = caught.value
    frames = [line for line in ours(error) if "parse_yaml(text" not in line]
    said = "\n".join([str(error), repr(error), *frames])
    for word in [*PLANTED.split(), PLANTED.replace(" ", ""), "990099"]:
        assert word not in said
    assert error.__cause__ is None
    assert error.__context__ is None
    assert all(problem.path == "" for problem in error.problems)


def ours(error: BaseException) -> list[str]:
    """Format a traceback with the local values of our own frames; the test's frame holds the text itself."""
    trace = error.__traceback__
    while trace is not None and Path(trace.tb_frame.f_code.co_filename).name.startswith("test_"):
        trace = trace.tb_next
    return list(traceback.TracebackException(type(error), error, trace, capture_locals=True).format())


def test_nothing_of_a_private_file_with_bad_bytes_is_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(f"a: {PLANTED} ".encode() + b"\xff\n")
    with pytest.raises(InvalidAssessment) as caught:
        read_yaml(path, error=InvalidAssessment, quote_values=False)
    assert "Zebedee" not in str(caught.value) + "".join(ours(caught.value))
    assert caught.value.__context__ is None


# Properties ------------------------------------------------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.floats(-1e6, 1e6).map(lambda number: round(number, 3)).filter(lambda number: "e" not in repr(number)),
    # Tabs aside, whatever a writer of YAML may write; what YAML 1.1 would convert is quoted by its own writer.
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff")),
)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), inner),
    max_leaves=20,
)


def is_safe(data: Any) -> bool:
    return strict_yaml._REFUSED.search(repr_text(data)) is None


def repr_text(data: Any) -> str:
    if isinstance(data, dict):
        return "".join(map(repr_text, data.values()))
    return "".join(map(repr_text, data)) if isinstance(data, list) else str(data)


@given(data=DATA.filter(is_safe), flow=st.sampled_from([True, False, None]), allow_unicode=st.booleans())
@example(data={"a": ["10:30", "no", "012", "1.10", "~", ""]}, flow=True, allow_unicode=True)
def test_plain_data_written_by_a_yaml_writer_reads_back_the_same(data: Any, flow: bool, allow_unicode: bool) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=allow_unicode, sort_keys=False)
    text = text.removesuffix("...\n")
    found = parse_yaml(text).data
    assert same(found, data), (text, found)


def same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    is_zero = one == other == 0 and math.copysign(1, other) < 0  # "-0.0" and "-0" have no other spelling
    return (type(one) is type(other) and one == other) or is_zero


@given(raw=st.binary(max_size=300))
@example(raw=b"\xff\xfe")
@example(raw=b"%YAML 1.99999999999999999999\n---\n")
@example(raw=b'"\\UFFFFFFFF"')
@example(raw=b"? - ? - ? -")
def test_any_bytes_are_read_or_refused_as_invalid_input(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.yaml"
    path.write_bytes(raw)
    found = outcome(lambda: read_yaml(path))
    assert found.problems if isinstance(found, InvalidInput) else plain(found.data)


def outcome(read: Callable[[], Document]) -> Document | InvalidInput:
    try:
        return read()
    except InvalidInput as error:
        return error


SAMPLE = "title: x\nservices:\n  - id: a\n    open: ['10:30', no]\n    where: {lat: 51.5, lon: -0.1}\n  - id: b\n    n: |\n      y\n"


@given(
    position=st.integers(0, len(SAMPLE)),
    cut=st.integers(0, 5),
    patch=st.text("\t\n :-{}[]'\"&*!#|>%@\\?,ab1\u202e\x00", max_size=4),
)
def test_a_damaged_file_is_read_or_refused_and_keeps_its_lines(position: int, cut: int, patch: str) -> None:
    text = SAMPLE[:position] + patch + SAMPLE[position + cut :]
    found = outcome(lambda: parse_yaml(text))
    if isinstance(found, InvalidInput):
        assert all(p.line is None or 1 <= p.line <= text.count("\n") + 1 for p in found.problems)
    else:
        assert plain(found.data)


def plain(data: Any) -> bool:
    if isinstance(data, dict):
        return all(isinstance(key, str) and plain(value) for key, value in data.items())
    return all(map(plain, data)) if isinstance(data, list) else data is None or isinstance(data, (str, int, float))


def test_a_thousand_services_are_parsed_in_well_under_a_few_seconds() -> None:
    if strict_yaml._LOADER is yaml.SafeLoader:
        pytest.skip("the pure parser is slow; it stands in only where libyaml is absent")
    service = "  - id: s\n    where: {lat: 51.5}\n    parts:\n      - type: age\n" + "    name_%d: some words\n" * 26
    text = "services:\n" + (service % tuple(range(26))) * 1000
    start = time.perf_counter()
    assert len(parse_yaml(text).data["services"]) == 1000
    assert time.perf_counter() - start < 5, "5,000 take under a second on a quiet machine; this bound allows a busy one"
