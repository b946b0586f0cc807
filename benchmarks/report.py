"""How long the HTML report of a made-up site takes to write, to open in Chromium, and to scroll.

    python benchmarks/report.py [PAGES FINDINGS]

Prints one line: pages, findings, megabytes, seconds to render, seconds until the opened file stands still, the longest
gap between two frames while the list of pages and the page scroll by, milliseconds a filter takes. Needs selenium,
chromium and chromedriver.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from selenium import webdriver

from doclint.report import Report, render
from doclint.rule import Evidence, Finding

SCROLL = """
const done = arguments[0], nav = document.querySelector("nav");
let last = performance.now(), worst = 0, left = 120;
function frame(now) {
  worst = Math.max(worst, now - last); last = now;
  nav.scrollBy(0, 200); window.scrollBy({top: 60, behavior: "instant"});
  left-- ? requestAnimationFrame(frame) : done(worst);
}
requestAnimationFrame((now) => { last = now; frame(now); });
"""
FILTER = "const begun = performance.now(); choose('rule', 'pack1/rule3'); document.body.offsetTop;\
 return performance.now() - begun"


def made(pages: int, findings: int) -> Report:
    """`findings` spread over `pages` of two hundred lines."""
    text = "".join(f"Line {at} of a page that somebody wrote about bread and ovens.\n" for at in range(200))
    found = []
    for at in range(findings):
        path, line = f"docs/page-{at % pages}.md", at // pages * 9 % 200 + 1
        near = Evidence(
            "page", f"docs/page-{at % 7}.md", "says the same there", "Line of a page that somebody wrote", 1
        )
        severity = ("error", "warning", "info")[at % 3]
        found.append(
            Finding(
                rule=f"pack{at % 5}/rule{at % 11}", path=path, version=None, title=f"Page {at % pages}", line=line,
                column=1, end_line=line, end_column=5, severity=severity, confidence="high", precision=None,
                message="this line says what another page says", quote="Line", evidence=(near,),
            )
        )  # fmt: skip
    counts = {
        "pages": pages,
        **{key: sum(one.severity == key for one in found) for key in ("error", "warning", "info")},
    }
    sources = {one.path: text for one in found}
    return Report(version="0", findings=tuple(found), skipped=(), counts=counts, sources=sources)


def browser() -> webdriver.Chrome:
    """Debian's Chromium without a screen."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for word in ("headless=new", "no-sandbox", "disable-gpu", "disable-background-networking"):
        options.add_argument(f"--{word}")
    return webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))


def main(pages: int = 1_000, findings: int = 20_000) -> None:
    """One line of figures."""
    report = made(pages, findings)
    begun = perf_counter()
    text = render(report, "html")
    rendered = perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "report.html")
        file.write_text(text, encoding="utf-8")
        driver = browser()
        try:
            begun = perf_counter()
            driver.get(file.as_uri())
            driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()))")
            opened = perf_counter() - begun
            gap = driver.execute_async_script(SCROLL)
            filtered = driver.execute_script(FILTER)
        finally:
            driver.quit()
    print(
        f"{pages} pages, {findings} findings, {len(text) / 1e6:.1f} MB: rendered in {rendered:.1f} s, open in "
        f"{opened:.2f} s, longest gap between frames {gap:.0f} ms, a filter {filtered:.0f} ms"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
