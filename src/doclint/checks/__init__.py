"""The kinds of check: one module each, named here. A new kind is one file and one line in `KINDS`.

A kind is a module with

- `Params`: a frozen `Strict` structure, the form of `with:` in its rules;
- `NEEDS`: what must be there besides the page: `site`, `before` (an older version), `files`, `references`, `web`,
  `judge` (a ledger of opinions; without one the rules of the kind do not run);
- `MOST`: optional, the worst severity that its findings may have, whatever the settings say;
- `FACTS`: the facts of a page that it reads, so that workers can prepare them (site kinds only);
- `SITE`: the site facts that it reads (site kinds only);
- `prepare(rules, words) -> compiled`: for all rules of the kind together; what it gives is kept for the next run if it
  is made of values, doclint's structures, the rules and the vocabularies, and then no two other parts of it may be told
  apart by identity;
- `wants(page, site, compiled) -> questions`: optional, what it must know from outside;
- `tally(page, site) -> counts`: optional, what the report counts of a page's links;
- `check(page, site, compiled) -> hits`: once a page, for all rules of the kind together.

Kinds are imported when a rule first asks for them, so that `doclint --help` does not pay for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

KINDS = {
    "admonition-title": "doclint.checks.admonition_title",
    "claim": "doclint.checks.claim",
    "claim-number": "doclint.checks.claim_number",
    "claim-reference": "doclint.checks.claim_reference",
    "boilerplate": "doclint.checks.boilerplate",
    "changed": "doclint.checks.changed",
    "credit-address": "doclint.checks.credit_address",
    "credit-changed": "doclint.checks.credit_changed",
    "credit-conflict": "doclint.checks.credit_conflict",
    "credit-form": "doclint.checks.credit_form",
    "credit-metadata": "doclint.checks.credit_metadata",
    "credit-missing": "doclint.checks.credit_missing",
    "credit-profile": "doclint.checks.credit_profile",
    "credit-repeated": "doclint.checks.credit_repeated",
    "credit-shared": "doclint.checks.credit_shared",
    "credit-topic": "doclint.checks.credit_topic",
    "event-between": "doclint.checks.event_between",
    "event-conflict": "doclint.checks.event_conflict",
    "front-matter": "doclint.checks.front_matter",
    "mojibake": "doclint.checks.mojibake",
    "not-utf8": "doclint.checks.not_utf8",
    "page-problem": "doclint.checks.page_problem",
    "page-swapped": "doclint.checks.page_swapped",
    "quantity-between": "doclint.checks.quantity_between",
    "quantity-changed": "doclint.checks.quantity_changed",
    "quantity-conflict": "doclint.checks.quantity_conflict",
    "quantity-verbatim": "doclint.checks.quantity_verbatim",
    "run": "doclint.checks.run",
    "judged-between": "doclint.checks.judged_between",
    "judged-change": "doclint.checks.judged_change",
    "link-citation": "doclint.checks.link_citation",
    "link-form": "doclint.checks.link_form",
    "link-no-scheme": "doclint.checks.link_no_scheme",
    "link-web": "doclint.checks.link_web",
    "link-target": "doclint.checks.link_target",
    "orphan-page": "doclint.checks.orphan_page",
    "name-elsewhere": "doclint.checks.name_elsewhere",
    "name-list": "doclint.checks.name_list",
    "organisation": "doclint.checks.organisation",
    "repeated-passage": "doclint.checks.repeated_passage",
    "repeated-text": "doclint.checks.repeated_text",
    "replacement": "doclint.checks.replacement",
    "replacement-elsewhere": "doclint.checks.replacement_elsewhere",
    "invisible": "doclint.checks.invisible",
    "look-alike": "doclint.checks.look_alike",
    "leftover-entity": "doclint.checks.leftover_entity",
    "line-ends": "doclint.checks.line_ends",
    "phrase": "doclint.checks.phrase",
    "title-mismatch": "doclint.checks.title_mismatch",
    "unfinished": "doclint.checks.unfinished",
    "shared-passage": "doclint.checks.shared_passage",
}


class Kinds(Mapping[str, Any]):
    """The table of kinds; a kind is imported when it is first looked up."""

    def __getitem__(self, name: str) -> Any:
        return import_module(KINDS[name])

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)
