"""The entries of a filled paper's archive: what Word is told of their kinds, and which are kept deflated."""

import zipfile

import docx
import pytest
from docx.opc.constants import CONTENT_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from kusei_batch.report.paper.filled_paper import content_types, deflated_once
from tests.report.conftest import DRAWS, HEAD, STARTER
from tests.report.written import make_ward_report

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
TYPES = "[Content_Types].xml"


def told(types):
    """Return the kinds by ending, as often as told, and by part."""
    root = etree.fromstring(types)
    defaults = [(e.get("Extension"), e.get("ContentType")) for e in root if e.tag.endswith("}Default")]
    return defaults, {e.get("PartName"): e.get("ContentType") for e in root if e.tag.endswith("}Override")}


@pytest.fixture
def two_endings(tmp_path):
    """A template with two pictures, `image1.PNG` and `image2.png`, as two programs name them."""
    for number, name in enumerate(("一.png", "二.png")):
        (tmp_path / name).write_bytes(PIXEL + bytes(number))
    document = docx.Document(str(STARTER))
    for name in ("一.png", "二.png"):
        document.add_picture(str(tmp_path / name))
    pictures = [p for p in document.part.package.iter_parts() if p.partname.ext == "png"]
    assert len(pictures) == 2
    pictures[0].partname = PackURI(pictures[0].partname.replace(".png", ".PNG"))
    document.save(str(tmp_path / "ひな形.docx"))
    return tmp_path / "ひな形.docx"


def test_pictures_whose_endings_differ_in_case_are_told_once(view, two_endings, tmp_path):
    path = tmp_path / "資料.docx"
    path.write_bytes(make_ward_report(view, two_endings, HEAD).content)
    with zipfile.ZipFile(path) as archive:
        pictures = sorted(n for n in archive.namelist() if n.lower().endswith(".png"))
        defaults, _ = told(archive.read(TYPES))
    assert sorted(name[-4:] for name in pictures) == [".PNG", ".png"]
    endings = [ending.lower() for ending, _ in defaults]
    assert sorted(endings) == sorted(set(endings))
    assert dict(defaults)["png"] == "image/png"
    parts = docx.Document(str(path)).part.package.iter_parts()
    assert {p.content_type for p in parts if p.partname.ext.lower() == "png"} == {"image/png"}


@pytest.mark.parametrize("names", [("a.bin", "b.bin"), ("a.bin", "b.BIN"), ("a.BIN", "b.Bin")])
def test_an_ending_that_stands_for_two_kinds_is_told_once_and_the_other_part_by_itself(names):
    kinds = (CONTENT_TYPE.WML_PRINTER_SETTINGS, CONTENT_TYPE.SML_PRINTER_SETTINGS)
    parts = [Part(PackURI(f"/word/{name}"), kind, b"") for name, kind in zip(names, kinds, strict=True)]
    defaults, overrides = told(content_types(parts))
    assert [(ending, kind) for ending, kind in defaults if ending.lower() == "bin"] == [("bin", kinds[0])]
    assert overrides == {f"/word/{names[1]}": kinds[1]}


def test_an_ending_that_is_no_usual_one_is_told_part_by_part():
    parts = [Part(PackURI(f"/word/{name}"), "application/x-own", b"") for name in ("a.OWN", "b.own")]
    defaults, overrides = told(content_types(parts))
    assert [ending for ending, _ in defaults] == ["rels", "xml"]
    assert set(overrides) == {"/word/a.OWN", "/word/b.own"}


def test_what_is_of_one_document_alone_is_not_kept_deflated(view, tmp_path):
    """Charts, their workbooks and what tags wrote are never asked for again."""
    deflated_once.cache_clear()
    path = tmp_path / "資料.docx"
    path.write_bytes(make_ward_report(view, DRAWS, HEAD).content)
    with zipfile.ZipFile(path) as made, zipfile.ZipFile(DRAWS) as template:
        names = set(made.namelist())
        own = [name for name in names if name.startswith(("word/charts/", "word/embeddings/"))]
        plain = names.intersection(template.namelist())
    assert own
    first = deflated_once.cache_info()
    assert 0 < first.currsize <= len(plain - {TYPES, "word/document.xml", "docProps/core.xml"})
    path.write_bytes(make_ward_report(view, DRAWS, HEAD).content)
    again = deflated_once.cache_info()
    assert (again.currsize, again.hits) == (first.currsize, first.currsize)
