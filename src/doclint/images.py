"""The door to pictures: what an image file says of itself in EXIF, IPTC and XMP. Pixels are never decoded.

Needs the extra `images` (Pillow), but for SVG.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from doclint.errors import InputError
from doclint.lazy import regex

SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff", ".bmp", ".svg", ".ico")
_COMMON, _RARE = ("Jpeg", "Png", "Gif"), ("WebP", "Avif", "Tiff", "Bmp", "Ico")
"""Pillow's readers of these kinds"""
LARGEST = 64_000_000
"""bytes; a larger picture is not opened"""

Said = dict[str, list[str]]
"""creator, credit, copyright, source, terms, web (addresses of rights), made (digital source type), software, prompt
-> what the file says there, in any of its formats"""

_LONGEST = 300
_PACKET = 2_000_000
"""bytes of XMP or SVG; more is not metadata that a person wrote"""
_DECLARED = regex(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DOCTYPE = regex(rb"<!DOCTYPE[^\[>]*>", re.IGNORECASE)
_EMPTY = regex(r"[\s\x00-\x1f]+")

# EXIF 2.32 (CIPA DC-008-2019) and IPTC-IIM 4.2; XMP properties by their local names, of Dublin Core, XMP Rights,
# Photoshop, PLUS and the IPTC Photo Metadata Standard 2025.1.
_EXIF = {0x013B: "creator", 0x8298: "copyright", 0x0131: "software"}
_IPTC = {(2, 80): "creator", (2, 110): "credit", (2, 115): "source", (2, 116): "copyright"}
_XMP = {
    "creator": "creator",
    "rights": "copyright",
    "Credit": "credit",
    "Source": "source",
    "WebStatement": "web",
    "UsageTerms": "terms",
    "LicensorURL": "web",
    "LicensorName": "credit",
    "DigitalSourceType": "made",
    "CreatorTool": "software",
    "AISystemUsed": "software",
}
_TEXT = {"author": "creator", "copyright": "copyright", "source": "source", "software": "software"}
_PROMPTS = ("parameters", "prompt", "workflow")
"""PNG chunks in which local generators keep the words that a picture was made from"""


def installed() -> bool:
    """Whether Pillow is there."""
    return find_spec("PIL") is not None


def read(root: str, path: str) -> Said:
    """What the picture at `path` says of itself; raises InputError with the reason where it cannot be read."""
    file = os.path.join(root, path)
    try:
        size = os.path.getsize(file)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})") from None
    if size > LARGEST:
        raise InputError(f"larger than {LARGEST // 1_000_000} MB, so that its metadata was not read")
    return gathered(_svg(file) if path.lower().endswith(".svg") else _opened(file))


def stated(text: str) -> Said:
    """The same for a picture from memory: a line `field: words` for each thing that it says."""
    lines = (line.partition(": ") for line in text.splitlines())
    return gathered((name, value) for name, colon, value in lines if colon)


def gathered(pairs: Iterator[tuple[str, str]]) -> Said:
    """Fields and what they say: without repetition, each text on one line and not endless."""
    found: Said = {}
    for name, value in pairs:
        words = _EMPTY.sub(" ", value).strip()[:_LONGEST]
        if words and words not in found.setdefault(name, []):
            found[name].append(words)
    return {name: values for name, values in found.items() if values}


def _opened(file: str) -> Iterator[tuple[str, str]]:
    """What Pillow finds in the head of a file. Its limit on pixels is kept, though none are decoded."""
    if not installed():
        raise InputError("reading pictures needs Pillow; run `pip install doclint[images]`")
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings(action="ignore"), _recognised(file) as picture:
            yield from [one for reader in _READERS for one in reader(picture)]
    except UnidentifiedImageError:
        raise InputError("no picture of a kind that doclint reads; is it damaged, or another kind of file?") from None
    except Image.DecompressionBombError:
        raise InputError("more pixels than Pillow opens; make it smaller") from None
    except Exception as error:  # the readers of formats raise whatever broken bytes lead them to
        raise InputError(f"cannot be read as a picture ({type(error).__name__}); is it damaged?") from None


def _recognised(file: str) -> Any:
    """The picture, opened. Pillow would load all its readers for one that is none of the most common kinds."""
    from PIL import Image, UnidentifiedImageError

    for kinds in (_COMMON, _RARE):
        for kind in kinds:
            with suppress(ImportError):
                import_module(f"PIL.{kind}ImagePlugin")
        with suppress(UnidentifiedImageError):
            return Image.open(file, formats=[kind.upper() for kind in kinds if kind.upper() in Image.OPEN])
    raise UnidentifiedImageError(file)


def _exif(picture: Any) -> Iterator[tuple[str, str]]:
    if picture.format == "PNG" and "exif" not in picture.info:
        return  # Pillow would decode the pixels to look for it behind them
    tags = picture.getexif()
    for tag, name in _EXIF.items():
        if isinstance(value := tags.get(tag), str):
            yield name, _repaired(value)


def _repaired(text: str) -> str:
    """EXIF text as UTF-8, which most programs write; Pillow reads it as Latin-1."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _iptc(picture: Any) -> Iterator[tuple[str, str]]:
    from PIL import IptcImagePlugin

    blocks = IptcImagePlugin.getiptcinfo(picture) or {}
    for key, name in _IPTC.items():
        values = blocks.get(key, [])
        for value in values if isinstance(values, list) else [values]:
            yield name, _decoded(value)


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _xmp(picture: Any) -> Iterator[tuple[str, str]]:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    yield from _properties(packet.encode() if isinstance(packet, str) else packet)


def _texts(picture: Any) -> Iterator[tuple[str, str]]:
    for key, value in picture.info.items():
        if isinstance(key, str) and isinstance(value, str):
            if key.lower() in _TEXT:
                yield _TEXT[key.lower()], value
            elif key in _PROMPTS:
                yield "prompt", value


_READERS: tuple[Callable[[Any], Iterator[tuple[str, str]]], ...] = (_exif, _iptc, _xmp, _texts)


def _svg(file: str) -> Iterator[tuple[str, str]]:
    with open(file, "rb") as handle:
        data = handle.read(_PACKET + 1)
    if len(data) > _PACKET:
        raise InputError(f"an SVG larger than {_PACKET // 1_000_000} MB, so that its metadata was not read")
    if b"<svg" not in data:
        raise InputError("called .svg, and holds none")
    return _properties(_DOCTYPE.sub(b"", data))


def _properties(packet: bytes) -> Iterator[tuple[str, str]]:
    """The properties of an XMP packet (or of RDF in an SVG) that speak of origin; none where XML declares entities."""
    packet = packet.strip(b"\0 \r\n\t")
    if not packet or len(packet) > _PACKET or _DECLARED.search(packet):
        return
    from xml.etree import ElementTree  # few pictures say anything of themselves

    try:
        root = ElementTree.fromstring(packet)
    except (ElementTree.ParseError, ValueError):
        return
    for element in root.iter():
        yield from _named(element.tag, " ".join(element.itertext()))
        for name, value in element.attrib.items():
            yield from _named(name, value)
            if name.endswith("}resource"):
                yield from _named(element.tag, value)


def _named(name: Any, value: str) -> Iterator[tuple[str, str]]:
    local = name.rpartition("}")[2] if isinstance(name, str) else ""
    if local in _XMP:
        yield _XMP[local], value
