"""Who made the pictures of a page: image credits, the addresses they give, and the picture each belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from doclint.facts import fact
from doclint.facts.vocabulary import texts, whole
from doclint.lazy import regex
from doclint.page import Link, Page, Passage, Span
from doclint.site import SiteFact

# The words with which pages begin a credit, in English and in some other languages. A short closed list: a fact is a
# function of the page alone and cannot read a vocabulary.
_PICTURES = (
    "image|photo|photograph|photography|picture|illustration|graphic|infographic|chart|figure|diagram|map|screenshot"
    "|artwork|drawing|foto|bild|imagen|imagem|immagine"
)
_PICTURE = rf"(?:(?:cover|header|hero|featured|title|banner|main) )?(?:{_PICTURES})s?"
_CREDIT = r"c(?:redit|redt|redti|reidt|erdit|rdit)s?"  # and as it is mistyped
_FOREIGN = (
    r"(?:bild|foto)(?:nachweise?|quellen?|credits?)|cr[ée]dits? (?:photos?|images?|photographiques?)"
    r"|cr[ée]ditos? (?:de (?:la )?)?(?:fotos?|im[áa]gen|imagem|fotogr[áa]ficos?)|crediti (?:foto|immagini)"
)
_WORDS = (
    rf"(?:(?P<sure>{_PICTURE} (?:(?:{_CREDIT}|sources?|attribution)\b ?:?|courtesy\b)|(?:{_FOREIGN})\b ?:?)"
    rf"|(?P<likely>{_PICTURE}(?: (?:taken |made |shot |drawn )?(?:by|from|via|von|par|por|di)\b| ?:))"
    rf"|(?P<near>(?:credits?|sources?|via|courtesy(?: of)?|{_PICTURE} of)\b ?:?|©))"
)
_NAMED_SO = ("credit", "crédit", *_PICTURES.split("|"))
_SIGNS = tuple(one for one in _NAMED_SO if not any(other != one and other in one for other in _NAMED_SO))
"""one of them is in every credit that does not stand below its picture"""
_KEYWORD = regex(rf"(?P<begin>[\W_]*){_WORDS}", re.IGNORECASE)
_PLAIN = regex(r"[\W_]*(?:(?:credits?|sources?) ?:|courtesy\b|©) ?(?=\S)", re.IGNORECASE)
"""words that begin a credit without a link, directly under its picture"""
_INNER = regex(rf"[(.!?:](?P<begin> ?){_WORDS}", re.IGNORECASE)
_LOGO = regex(r"\b(?:logo|icon|badge|avatar|emoji)s?\b|[-_](?:logo|icon|badge)\b", re.IGNORECASE)
_INVISIBLE = regex(r"<[^<>]*>|\{[^{}\n]*\}|[\s*_>\\|()\[\]:-]+")
_PARENTHESIS = regex(r"\(([^()]+)\)?\)?[\W_]*$")
_NAMED = regex(r"\b(?:from|by|via) ([^()]+)$")

_LONGEST = 300
"""characters of a credit; a longer line is prose that begins like one"""
_LONGEST_PLAIN = 120
"""the same without a link, where only its first word shows it"""
_NEAR = 300
"""characters between a picture and the credit after its caption"""


class Image(Struct, frozen=True):
    """A picture of the page's content; one inside a link (a logo, a badge, a thumbnail) is not among them."""

    href: str
    alt: str
    span: Span


class Origin(Struct, frozen=True):
    """One address in a credit: the photographer, the photo's page, the article that it was taken from."""

    href: str
    text: str
    span: Span
    """the characters of the address, or of the link where the address stands elsewhere"""


class Credit(Struct, frozen=True):
    """A line that says where a picture comes from."""

    span: Span
    """the whole credit, its emphasis marks included"""
    text: str
    """what a reader sees of it"""
    origins: tuple[Origin, ...]
    """its addresses, in their order; none in `Photo: Jane Doe`"""
    image: Image | None
    """the picture that it speaks of, None on a page without any"""


@fact
def images(page: Page) -> tuple[Image, ...]:
    """The content images of a page in their order."""
    linked = [link.span for link in page.links if not link.image]
    return tuple(
        Image(link.href, link.text, link.span)
        for link in page.links
        if link.image and not _credits(link) and not any(s.start <= link.span.start < s.end for s in linked)
    )


@fact
def credits(page: Page) -> tuple[Credit, ...]:
    """The image credits of a page in their order."""
    shown = images(page)
    found = [_credit(page, shown, span, text) for span, text in _places(page, shown)]
    found += [Credit(link.span, link.text, (_origin(link),), cover(shown)) for link in page.links if _credits(link)]
    return tuple(sorted(found, key=lambda credit: credit.span))


@fact
def formerly(page: Page) -> tuple[Credit, ...]:
    """The image credits of the page's older version; none without one."""
    return credits(page.before) if page.before else ()


def named(credit: Credit) -> str:
    """What stands behind the words with which a credit begins: whom or what it names."""
    words = _KEYWORD.match(credit.text)
    return credit.text[words.end() :] if words else credit.text


def cover(shown: Sequence[Image]) -> Image | None:
    """The picture that stands for the page: the first that is no logo, else the first."""
    return next((i for i in shown if not _LOGO.search(f"{i.alt} {i.href}")), shown[0] if shown else None)


def address(href: str) -> str:
    """An address as two credits would share it: without scheme, `www.`, marketing parameters, anchor and last slash."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return href
    query = "&".join(p for p in parts.query.split("&") if p and not p.startswith("utm_"))
    whole = parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/")
    return f"{whole}?{query}" if query else whole


def _rows(page: Page) -> Iterator[tuple[str, tuple[str, int]]]:
    for credit in credits(page):
        for origin in credit.origins:
            if credit.image and address(origin.href):
                yield address(origin.href), (credit.image.href, origin.span.start)


def _fold(key: str, rows: list[tuple[str, tuple[str, int]]]) -> dict[str, dict[str, int]]:
    users: dict[str, dict[str, int]] = {}
    for path, (image, place) in rows:
        users.setdefault(path, {}).setdefault(image, place)
    return users


credited: SiteFact[str, tuple[str, int], dict[str, dict[str, int]]] = SiteFact("credited", _rows, _fold)
"""address -> path of a page that gives it -> image that it is given for -> offset of the address on that page"""


def _gains(page: Page) -> Iterator[tuple[str, None]]:
    if page.before and credits(page) and not formerly(page):
        shown = {image.href for image in images(page.before)}
        yield from (("pages", None) for credit in credits(page)[:1] if credit.image and credit.image.href in shown)


def _pages(key: str, rows: list[tuple[str, None]]) -> frozenset[str]:
    return frozenset(path for path, _ in rows)


gained: SiteFact[str, None, frozenset[str]] = SiteFact("gained", _gains, _pages)
"""`pages` -> those that credit a picture which their older version showed without any credit on the page"""


def _credits(link: Link) -> bool:
    """Whether an image is a credit in disguise: `![Image credit: X](https://site/page/)`."""
    words = _KEYWORD.match(link.text) if link.image else None
    return bool(words and words["sure"] and re.search(r"credit", words["sure"], re.IGNORECASE))


def _origin(link: Link) -> Origin:
    return Origin(link.href, link.text, link.target or link.span)


def _places(page: Page, shown: Sequence[Image]) -> Iterator[tuple[Span, str]]:
    """The span and text of each credit."""
    signs = [sign for sign in _SIGNS if sign in whole(page)]
    for passage, text in zip(page.passages, texts(page), strict=True) if signs or shown else ():
        if passage.kind in ("heading", "title") or not passage.pieces:
            continue
        if not any(map(text.__contains__, signs)) and not _follows(shown, passage):
            continue
        for start, end in _lines(page, passage):
            begin = _begin(page, shown, passage, start, end)
            if begin is not None and not _coded(page, (span := passage.span(begin, end)).start):
                marks = "*_()[]" if begin == start else "()[]"
                yield _grown(page, span, marks), passage.text[begin:end].strip()


def _coded(page: Page, place: int) -> bool:
    return any(masked.kind == "code" and masked.span.start <= place < masked.span.end for masked in page.masked)


def _lines(page: Page, passage: Passage) -> Iterator[tuple[int, int]]:
    """The lines of a passage as written, as offsets in its text; a credit has a line to itself."""
    breaks = {at for at, sign in enumerate(passage.text) if sign == "\n"} if "\n" in passage.text else set()
    if "\n" in page.source[slice(*passage.extent)]:
        breaks |= {piece.at for piece in passage.pieces if "\n" in page.source[piece.start : piece.end]}
    start = 0
    for end in [*sorted(breaks), len(passage.text)]:
        line = passage.text[start:end]
        if line.strip():
            yield end - len(line.lstrip()), end
        start = end


def _follows(shown: Sequence[Image], passage: Passage) -> bool:
    """Whether a picture stands in a passage or not far above it."""
    start, end = passage.extent
    index = bisect_right(shown, end, key=lambda image: image.span.start) - 1
    return index >= 0 and start - shown[index].span.end <= _NEAR


def _begin(page: Page, shown: Sequence[Image], passage: Passage, start: int, end: int) -> int | None:
    """Where in a line of the passage a credit begins, or None."""
    text = passage.text[start:end]
    if len(text) > _LONGEST:
        return None
    words = _KEYWORD.match(text) or _INNER.search(text)
    begin = start + words.start("begin") if words else start
    if words and words["sure"]:
        return begin
    if not words and not shown:
        return None
    ending = _PARENTHESIS.search(text) or _NAMED.search(text)
    if not words and not ending:
        return None
    span = passage.span(start, end)
    linked = _linked(page, span)
    if words and words["likely"] and begin == start and linked and ". " not in text:
        return start
    plain = words and (words["likely"] or (begin == start and len(text) <= _LONGEST_PLAIN and _PLAIN.match(text)))
    if not _above(page, shown, span.start) or not (linked or plain):
        return None
    return begin if words or _captions(page, passage, span, ending, linked) else None


def _captions(page: Page, passage: Passage, span: Span, ending: re.Match[str] | None, linked: Sequence[Link]) -> bool:
    """Whether a line is a caption that ends in its source: `*Caption ([Source](url))*`, `*By [Source](url)*`."""
    before = page.source[max(span.start - 3, 0) : span.start].rstrip(" (")
    emphasised = passage.kind == "caption" or before.endswith(("*", "_"))
    return bool(emphasised and ending and any(link.text.strip(" ()") in ending[1] for link in linked if link.text))


def _grown(page: Page, span: Span, marks: str) -> Span:
    """The span with the links it cuts, and the emphasis marks and parentheses around it."""
    start, end = span
    for link in _linked(page, span):
        start, end = min(start, link.span.start), max(end, link.span.end)
    while end < len(page.source) and page.source[end] in marks:
        end += 1
    while start and page.source[start - 1] in marks:
        start -= 1
    return Span(start, end)


def _linked(page: Page, span: Span) -> list[Link]:
    """The links that lie in a span or reach into it."""
    return [li for li in page.links if not li.image and li.span.start < span.end and span.start < li.span.end]


def _credit(page: Page, shown: Sequence[Image], span: Span, text: str) -> Credit:
    return Credit(span, text, tuple(map(_origin, _linked(page, span))), _pictured(page, shown, span))


def _pictured(page: Page, shown: Sequence[Image], span: Span) -> Image | None:
    """The picture that a credit speaks of: the one above it, the one just below it, else the page's cover."""
    above = _above(page, shown, span.start) or _above(page, shown, span.start, captioned=True)
    if above:
        return above
    below = next((image for image in shown if image.span.start >= span.end), None)
    if below and not _visible(page, span.end, below.span.start):
        return below
    return cover(shown)


def _above(page: Page, shown: Sequence[Image], place: int, captioned: bool = False) -> Image | None:
    """The image directly above a place, with nothing or (`captioned`) at most a caption between the two."""
    index = bisect_right(shown, place, key=lambda image: image.span.start) - 1
    if index < 0 or place - shown[index].span.end > _NEAR or place < shown[index].span.end:
        return None
    between = _visible(page, shown[index].span.end, place)
    headed = any(shown[index].span.end <= heading.span.start < place for heading in page.headings)
    return shown[index] if not between or (captioned and not headed) else None


def _visible(page: Page, start: int, end: int) -> str:
    """What a reader sees between two places, roughly; "" where only markup stands there."""
    return _INVISIBLE.sub("", page.source[start:end])
