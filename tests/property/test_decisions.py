"""Trace, column and oracle agree, and filling in a blank never overturns a decision."""

from __future__ import annotations

import inspect
from typing import get_args

from hypothesis import example, given
from tests.support import builders, strategies
from tests.support.builders import AS_OF, recourse_pack
from tests.support.oracle import Oracle
from tests.support.strategies import AREA, FEWER, SLOW, before_and_after, directories, people

from spmatch.engine.index import build_index
from spmatch.engine.leaves import LEAVES
from spmatch.engine.requirements import requirements_of, trace_of
from spmatch.model.criteria import Criterion
from spmatch.model.recommendation import Trace
from spmatch.rules.recourse import is_held
from spmatch.truth import Truth, conjunction, disjunction, negation


def _oracle(about):
    return Oracle(about, as_of=AS_OF, area=AREA, pack=recourse_pack())


@SLOW
@given(about=people(), services=directories())
def test_trace_column_and_oracle_agree_on_every_service(about, services):
    situation = builders.situation(about, area=AREA)
    index = build_index(services)
    decided = index.program.decide(situation)
    oracle = _oracle(about)
    for row, service in enumerate(index.services):
        expected = Truth.of(oracle.service(service))
        assert trace_of(service, situation).truth is expected, service
        assert Truth(int(decided.truths[row])) is expected, service
        assert index.program.trace(row, decided, situation) == trace_of(service, situation)


@FEWER
@given(about=people(), services=directories(least=1, most=6))
def test_each_part_of_a_trace_is_what_the_oracle_says_of_that_part(about, services):
    situation = builders.situation(about, area=AREA)
    oracle = _oracle(about)
    for service in services.services:
        expected = [oracle.runs(service), oracle.recourse(service), oracle.covered(service), oracle.taken(service)]
        assert [part.truth for part in trace_of(service, situation).parts] == [Truth.of(answer) for answer in expected]


@SLOW
@given(people_=before_and_after(), services=directories(least=1, most=8))
def test_filling_in_a_blank_never_overturns_or_reopens_a_decision(people_, services):
    before, after = (builders.situation(about, area=AREA) for about in people_)
    for service in services.services:
        was, now = trace_of(service, before), trace_of(service, after)
        if was.truth is not Truth.UNKNOWN:
            assert now.truth is was.truth, service
        for old, new in zip(was.parts, now.parts, strict=True):
            assert old.truth is Truth.UNKNOWN or new.truth is old.truth, (service, old)


@FEWER
@given(people_=before_and_after(), services=directories(least=1, most=8))
def test_the_oracle_too_keeps_its_decisions_when_a_blank_is_filled(people_, services):
    before, after = map(_oracle, people_)
    for service in services.services:
        was = before.service(service)
        assert was is None or after.service(service) is was, service


def test_random_criteria_are_of_every_kind_there_is():
    """A kind that no random criterion has would be decided by nobody but the engine itself."""
    source = inspect.getsource(strategies)
    assert [kind.__name__ for kind in LEAVES if f"kinds.{kind.__name__}" not in source] == []
    assert LEAVES.keys() >= {kind for kind in get_args(get_args(Criterion)[0]) if not _is_inner(kind)}


def _is_inner(kind: type) -> bool:
    return kind.__name__ in ("AllOf", "AnyOf", "NotCriterion", "MemberCriterion")


def _combined(trace: Trace) -> Truth | None:
    truths = [part.truth for part in trace.parts]
    if trace.code in ("service", "all_of"):
        return conjunction(truths)
    if trace.code == "any_of":
        return disjunction(truths)
    return negation(truths[0]) if trace.code == "not" else None


@SLOW
@given(about=people(), services=directories(least=1, most=6))
def test_every_node_of_a_trace_follows_from_its_parts_and_every_open_leaf_has_a_question(about, services):
    situation = builders.situation(about, area=AREA)
    for service in services.services:
        for node in trace_of(service, situation).walk():
            expected = _combined(node)
            assert expected is None or node.truth is expected
            if not node.parts and not is_held(node):
                assert bool(node.questions) == (node.truth is Truth.UNKNOWN), node
                assert bool(node.missing) == (node.truth is Truth.UNKNOWN), node


@FEWER
@given(services=directories(least=2))
def test_each_distinct_requirement_is_a_leaf_once(services):
    program = build_index(services).program
    assert len(set(program.leaves)) == len(program.leaves)
    wholes = {part for service in services.services for part in requirements_of(service)[:3]}
    assert wholes <= set(program.leaves)
    assert len(program.roots) == len(services.services)


@FEWER
@given(about=people())
@example(about=builders.assessment())
def test_nothing_is_decided_about_an_empty_directory(about):
    assert build_index(builders.directory()).program.decide(builders.situation(about)).truths.tolist() == []
