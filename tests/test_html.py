"""The HTML report: one file that shows the evidence and runs nothing that a page says."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from doclint import api
from doclint.page import Page
from doclint.report import Earlier, Report, render
from doclint.rule import Evidence, Finding
from doclint.score import PageScore, Point

EVIL = '</script><script>document.title="owned"</script><img src=x onerror="document.title=1">'


def finding(path: str = "docs/bread.md", line: int = 3, column: int = 1, **more: Any) -> Finding:
    given = {"rule": "bakery/simply", "severity": "warning", "confidence": "high", "message": "it is not simple"}
    given |= {"version": None, "title": "Bread", "end_line": line, "end_column": column + 6, "quote": "Simply"}
    return Finding(**{**given, "precision": None, "path": path, "line": line, "column": column, **more})


def report(*findings: Finding, **more: Any) -> Report:
    levels = [one.severity for one in findings]
    counts = {
        "pages": len({one.path for one in findings}),
        **{key: levels.count(key) for key in ("error", "warning", "info")},
    }
    return Report(version="1", findings=findings, skipped=(), counts=counts, **more)


def score(path: str = "docs/bread.md", value: int = 7) -> PageScore:
    point = Point(
        signal="one shape", family="template", points=value, line=1, end_line=2, quote=EVIL, value=4.0, p95=1.0, p99=2.0
    )
    return PageScore(
        path=path, words=900, score=value, highest=60, band="review", families={"template": value}, points=(point,)
    )


def data(page: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    return json.loads(text)


def lines(page: str) -> list[str]:
    """The lines of all stretches as a reader sees them, marks in ⟦ ⟧."""
    stretches = [hunk for one in data(page)["pages"] for hunk in one["hunks"]]
    rows = [row for hunk in stretches for row in hunk["lines"]]
    return ["".join(part if isinstance(part, str) else f"⟦{part[0]}⟧" for part in row) for row in rows]


def test_the_policy_lets_in_the_files_own_style_and_script_only() -> None:
    page = render(report(finding()), "html")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    for text in (style, script):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy.replace("&#43;", "+")
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy
    assert not re.findall(r"\s(?:src|style|on[a-z]+)=", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))


def test_nothing_from_a_page_is_markup() -> None:
    evidence = Evidence("web", "javascript:alert(1)", EVIL, EVIL)
    one = finding(path=f"docs/{EVIL}.md", title=EVIL, message=EVIL, quote=EVIL, rule=f"x/{EVIL}", evidence=(evidence,))
    runs = (Earlier(name=EVIL, counts={}),)
    page = render(report(one, sources={one.path: f"{EVIL}\n" * 4}, scores=(score(),), earlier=runs), "html")
    assert len(re.findall("<script", page)) == 2
    assert "<img" not in page
    assert data(page)["findings"][0]["evidence"][0]["quote"] == EVIL


def test_marks_stand_on_the_exact_characters() -> None:
    page = render(report(finding(), sources={"docs/bread.md": "# Bread\r\n\r\nSimply eat 🍞.\r\nEnd\r\n"}), "html")
    assert lines(page) == ["# Bread", "", "⟦Simply⟧ eat 🍞.", "End", ""]


def test_a_line_of_a_megabyte_shows_what_stands_near_the_mark() -> None:
    one = finding(line=1, column=500_001)
    page = render(report(one, sources={one.path: "a " * 250_000 + "Simply" + " b" * 250_000}), "html")
    assert "⟦Simply⟧" in lines(page)[0]
    assert len(page) < 100_000


def test_a_page_that_is_not_utf8_and_runs_right_to_left() -> None:
    page = render(report(finding(line=1), sources={"docs/bread.md": "Simply \udce9 \u202e שלום"}), "html")
    assert lines(page) == ["⟦Simply⟧ � � שלום"]
    page.encode()


def test_no_pages_and_many_findings() -> None:
    assert "nothing found on 0 pages" in render(report(), "html")
    many = [finding(line=at) for at in range(1, 5_001)]
    page = render(report(*many, sources={"docs/bread.md": "Simply\n" * 5_000}), "html")
    assert len(data(page)["findings"]) == 5_000
    assert max(len(hunk["findings"]) for hunk in data(page)["pages"][0]["hunks"]) <= 20
    assert "4000 more need JavaScript" in page


def test_trend_scores_and_counts_are_at_the_top() -> None:
    runs = (Earlier(name="May", counts={"warning": 4}),)
    page = render(report(finding(), earlier=runs, scores=(score(),)), "html")
    assert "-3 since May" in page
    assert "Pages by score" in page
    assert "does not identify an author" in page


def test_both_versions_are_in_the_file() -> None:
    old = Page("docs/a.md", "# Heat\n\nHeat pumps use 3 times less power than boilers.\n", version="v1")
    new = Page("docs/a.md", "# Heat\n\nHeat pumps use 5 times less power than boilers.\n")
    page = render(api.compare_pages(old, new), "html")
    assert "Heat pumps use ⟦5⟧ times less power than boilers." in lines(page)
    assert data(page)["findings"][0]["evidence"][0]["version"] == "v1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    selenium = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("no chromium and chromedriver on this machine (Debian: chromium, chromium-driver)")
    options = selenium.ChromeOptions()
    options.binary_location = chromium
    for word in ("headless=new", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking"):
        options.add_argument(f"--{word}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = selenium.Chrome(options, selenium.ChromeService(driver))
    yield made
    made.quit()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Any:
    """A report with an evil page in the browser; nothing may stand in its console afterwards."""
    evil = finding(path="docs/evil.md", title=EVIL, line=1, severity="error", message=EVIL, rule="cellar/mice")
    sources = {"docs/bread.md": "# Bread\n\nSimply eat.\n" + "\n" * 9 + "Simply bake.\n", "docs/evil.md": EVIL}
    found = report(finding(), finding(line=13, message="bake"), evil, sources=sources, scores=(score(),))
    (tmp_path / "report.html").write_text(render(found, "html"), encoding="utf-8")
    browser.set_window_size(1300, 900)
    browser.get((tmp_path / "report.html").as_uri())
    yield browser
    assert [one["message"] for one in browser.get_log("browser")] == []


def status(browser: Any) -> str:
    return str(browser.find_element("id", "status").text)


def press(browser: Any, keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(browser).send_keys(keys).perform()


def test_a_page_with_a_script_stays_text(opened: Any) -> None:
    assert opened.title == "doclint: 1 error, 2 warnings on 2 pages"
    assert opened.find_element("css selector", "#detail h2").text == " ".join(EVIL.split())
    assert opened.execute_script("return document.images.length") == 0


def test_filters_search_and_keys(opened: Any) -> None:
    assert status(opened) == "3 findings on 2 pages"
    opened.find_element("css selector", "[data-pack=bakery]").click()
    assert status(opened) == "2 findings on 1 page"
    press(opened, "j")
    press(opened, "j")
    assert "line 13:1" in opened.find_element("css selector", ".card.at").text
    press(opened, "x")
    opened.find_element("css selector", "#severity input[value=error]").click()
    assert status(opened) == "2 findings on 1 page"
    press(opened, "x")
    press(opened, "n")
    assert opened.find_element("css selector", "#detail h2").text == "Bread"
    press(opened, "t")
    press(opened, "t")
    assert opened.execute_script("return document.documentElement.dataset.theme") == "dark"
    press(opened, "t")


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, from the npm registry."""
    if not (npm := shutil.which("npm")):
        pytest.skip("no npm on this machine to fetch axe-core with")
    folder = tmp_path_factory.mktemp("axe")
    done = subprocess.run([npm, "pack", "axe-core@4.14.1"], cwd=folder, capture_output=True, text=True, timeout=120)
    if done.returncode:
        pytest.skip(f"npm cannot fetch axe-core: {done.stderr[-200:]}")
    with tarfile.open(next(folder.glob("*.tgz"))) as packed:
        found = packed.extractfile("package/axe.min.js")
        assert found
        return found.read().decode()


@pytest.mark.parametrize("width", [1300, 500])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_no_violation(opened: Any, axe: str, mode: str, width: int) -> None:
    opened.set_window_size(width, 900)
    opened.execute_script(f"theme('{mode}')")
    opened.execute_script(axe)
    found = opened.execute_async_script(
        "const done = arguments[0];"
        "axe.run().then((all) => done(all.violations.map((one) => `${one.id} ${one.nodes[0].html}`)))"
    )
    opened.execute_script("theme('auto')")
    assert found == []
    assert opened.execute_script("return document.documentElement.scrollWidth <= innerWidth")
