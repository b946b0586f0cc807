"""Every example of every rule that is shipped, and what a rule must have."""

from __future__ import annotations

import pytest

from doclint import examples, rulebook
from doclint.checks import Kinds
from doclint.rule import Example, Rule
from doclint.settings import Settings

KNOWN = rulebook.rules(Settings(root="."), Kinds())
CASES = [(rule, number, example) for rule in KNOWN.all for number, example in enumerate(rule.examples)]


@pytest.mark.parametrize(("rule", "example"), [(r, e) for r, _, e in CASES], ids=[f"{r.id}[{n}]" for r, n, _ in CASES])
def test_example(rule: Rule, example: Example) -> None:
    assert list(examples.verify(rule, example, KNOWN)) == []


@pytest.mark.parametrize("rule", [r for r in KNOWN.all if r.id != "run/internal-error"], ids=lambda rule: rule.id)
def test_enough_examples_of_both_kinds(rule: Rule) -> None:
    marked = [any("⟦" in text for text in (e.page, *e.site.values())) for e in rule.examples]
    assert marked.count(True) >= examples.LEAST
    assert marked.count(False) >= examples.LEAST


@pytest.mark.parametrize("rule", KNOWN.all, ids=lambda rule: rule.id)
def test_a_rule_is_honest_about_how_sure_it_is(rule: Rule) -> None:
    form = rule.form
    assert form.why.strip()
    assert form.summary.endswith(".")
    recalled = any(source.read == "recalled" for source in form.evidence)
    if form.confidence == "high" and rule.id != "run/internal-error":
        assert form.precision is not None, "high confidence needs a measured precision"
        assert form.precision.value >= 0.95
        assert not recalled, "a rule that rests on recalled sources is at most of medium confidence"


def test_hidden_rules_exist() -> None:
    for rule in KNOWN.all:
        for name in rule.form.hides:
            assert KNOWN.get(name)
