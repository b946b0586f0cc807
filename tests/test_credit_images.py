"""What pictures say of themselves, read from real files; and pictures that cannot be read."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

import doclint
from conftest import Write
from doclint import images
from doclint.errors import InputError
from doclint.report import Report

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed; it comes with the extra `images`")

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 photoshop:Credit="Getty Images" ext:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{made}">
<dc:creator><rdf:Seq><rdf:li>Ida Strand</rdf:li></rdf:Seq></dc:creator>
<xmpRights:WebStatement>https://www.istockphoto.com/legal</xmpRights:WebStatement>
</rdf:Description></rdf:RDF></x:xmpmeta>"""

PAGE = "# Tides\n\n![The bay](img/{name})\n\nTides follow the Moon.\n"
SELECT = ["credits/ai-generated", "credits/metadata-disagrees", "credits/stock-uncredited"]


def picture(folder: Path, name: str, **saved: object) -> Path:
    """A small real picture with metadata, in a folder `img`."""
    (folder / "img").mkdir(exist_ok=True)
    Image.new("RGB", (8, 8), "teal").save(folder / "img" / name, **saved)
    return folder / "img" / name


def check(folder: Path, name: str) -> Report:
    (folder / "page.md").write_text(PAGE.format(name=name), encoding="utf-8")
    return doclint.check(folder, {"root": str(folder), "select": SELECT})


def iptc(records: dict[int, bytes]) -> bytes:
    """An APP13 segment of a JPEG with IPTC-IIM records of application record 2."""
    data = b"".join(b"\x1c\x02" + bytes([tag]) + struct.pack(">H", len(text)) + text for tag, text in records.items())
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
    body = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def test_exif_iptc_and_xmp_of_a_jpeg(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x013B], exif[0x8298], exif[0x0131] = "Åse Holm".encode(), "© 2021 Åse Holm".encode(), "Darkroom 2"
    file = picture(tmp_path, "a.jpg", exif=exif, xmp=XMP.format(made="digitalCapture").encode())
    data = file.read_bytes()
    file.write_bytes(data[:2] + iptc({80: "Åse Holm".encode(), 110: b"Harbour Post", 116: b"\xa9 Post"}) + data[2:])
    said = images.read(str(tmp_path), "img/a.jpg")
    assert said["creator"] == ["Åse Holm", "Ida Strand"]
    assert said["copyright"] == ["© 2021 Åse Holm", "© Post"]
    assert said["credit"] == ["Harbour Post", "Getty Images"]
    assert said["software"] == ["Darkroom 2"]
    assert said["web"] == ["https://www.istockphoto.com/legal"]
    assert said["made"][0].endswith("/digitalCapture")


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tiff"])
def test_xmp_of_other_kinds(tmp_path: Path, name: str) -> None:
    packet = XMP.format(made="trainedAlgorithmicMedia").encode()
    if name.endswith(".png"):
        from PIL.PngImagePlugin import PngInfo

        chunks = PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", packet.decode())
        picture(tmp_path, name, pnginfo=chunks)
    elif name.endswith(".tiff"):
        picture(tmp_path, name, tiffinfo={700: packet})
    else:
        picture(tmp_path, name, xmp=packet)
    report = check(tmp_path, name)
    assert {one.rule for one in report.findings} == {"credits/ai-generated", "credits/stock-uncredited"}
    assert all(one.quote == f"![The bay](img/{name})" for one in report.findings)
    assert report.skipped == ()


def test_the_prompt_in_a_png(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    chunks = PngInfo()
    chunks.add_text("parameters", "a bay at low water Steps: 20")
    picture(tmp_path, "a.png", pnginfo=chunks)
    (one,) = check(tmp_path, "a.png").findings
    assert one.rule == "credits/ai-generated"
    assert one.evidence[0].where == "img/a.png"


def test_a_picture_that_says_nothing(tmp_path: Path) -> None:
    picture(tmp_path, "a.jpg")
    report = check(tmp_path, "a.jpg")
    assert report.findings == ()
    assert report.skipped == ()


SVG = '<?xml version="1.0"?>{doctype}<svg xmlns="http://www.w3.org/2000/svg"><metadata>{xmp}</metadata></svg>'


def test_an_svg(site: Write) -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    folder = site({"img/a.svg": SVG.format(doctype=doctype, xmp=XMP.format(made="trainedAlgorithmicMedia"))})
    assert {one.rule for one in check(folder, "a.svg").findings} == {"credits/ai-generated", "credits/stock-uncredited"}


def test_an_svg_that_declares_entities_is_not_expanded(site: Write) -> None:
    doctype = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    folder = site({"img/a.svg": SVG.format(doctype=doctype, xmp="<creator>&c;</creator>")})
    assert images.read(str(folder), "img/a.svg") == {}


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises an enormous picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def jpeg(folder: Path) -> bytes:
    data = picture(folder, "whole.jpg", xmp=XMP.format(made="digitalCapture").encode()).read_bytes()
    (folder / "img/whole.jpg").unlink()
    return data


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("text.png", b"This is a text.\n", "no picture of a kind"),
        ("empty.jpg", b"", "no picture of a kind"),
        ("bomb.png", bomb(60_000, 60_000), "more pixels"),
        ("head.jpg", b"\xff\xd8\xff\xe0\x00\x10JF", "picture"),
        ("text.svg", b"This is a text.\n", "holds none"),
    ],
)
def test_what_cannot_be_read_is_listed_with_the_reason(site: Write, name: str, data: bytes, why: str) -> None:
    report = check(site({f"img/{name}": data}), name)
    assert report.findings == ()
    ((what, reason),) = report.skipped
    assert what == f"img/{name}"
    assert why in reason


def test_a_jpeg_that_was_cut_off_still_tells_what_its_head_says(tmp_path: Path) -> None:
    data = jpeg(tmp_path)
    (tmp_path / "img/cut.jpg").write_bytes(data[: len(data) - 8])
    (one,) = check(tmp_path, "cut.jpg").findings
    assert one.rule == "credits/stock-uncredited"


def test_forty_megabytes(tmp_path: Path) -> None:
    data = jpeg(tmp_path)
    (tmp_path / "img/long.jpg").write_bytes(data + b"\0" * 40_000_000)
    (one,) = check(tmp_path, "long.jpg").findings
    assert one.rule == "credits/stock-uncredited"


def test_a_picture_too_large_to_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(tmp_path, "a.jpg")
    monkeypatch.setattr(images, "LARGEST", 10)
    with pytest.raises(InputError, match="larger than"):
        images.read(str(tmp_path), "img/a.jpg")


def test_many_unreadable_pictures_are_one_line(site: Write) -> None:
    names = [f"{n}.png" for n in range(5)]
    folder = site({f"img/{name}": b"text" for name in names})
    (folder / "page.md").write_text("".join(f"![{name}](img/{name})\n\n" for name in names), encoding="utf-8")
    ((what, _),) = doclint.check(folder, {"root": str(folder), "select": SELECT}).skipped
    assert what == "img/0.png and 4 more"


def test_without_pillow_the_rules_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(tmp_path, "a.jpg", xmp=XMP.format(made="trainedAlgorithmicMedia").encode())
    monkeypatch.setattr(images, "installed", lambda: False)
    report = check(tmp_path, "a.jpg")
    assert report.findings == ()
    ((what, why),) = report.skipped
    assert what == ", ".join(SELECT)
    assert "doclint[images]" in why


def test_a_site_without_pictures_does_not_ask_for_pillow(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site({"page.md": "# Tides\n"})
    monkeypatch.setattr(images, "installed", lambda: False)
    assert doclint.check(folder, {"root": str(folder), "select": SELECT}).skipped == ()
