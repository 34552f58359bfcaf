"""What a file is that is no workbook, told by how it begins, so that its owner knows it again."""

from __future__ import annotations

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# Streams of a compound file, as its directory spells them.
_OLE_KINDS = {
    "WordDocument": "古い形式のWord文書（.doc）です",
    "PowerPoint Document": "古い形式のPowerPoint（.ppt）です",
    "__properties_version1.0": "Outlookのメール（.msg）です",
    "Workbook": "古い形式のExcelブック（.xls）です",
    "Book": "古い形式のExcelブック（.xls）です",
}
_BEGINNINGS = {
    b"%PDF": "PDFです",
    b"\x89PNG": "画像（PNG）です",
    b"\xff\xd8\xff": "画像（JPEG）です",
    b"GIF8": "画像（GIF）です",
    b"BM": "画像（BMP）です",
    b"II*\0": "画像（TIFF）です",
    b"MM\0*": "画像（TIFF）です",
    b"Rar!": "圧縮ファイル（.rar）です",
    b"7z\xbc\xaf": "圧縮ファイル（.7z）です",
    b"{\\rtf": "リッチテキスト（.rtf）です",
}
# The marks of packages, by the beginnings of the names of their parts.
_PACKAGES = {
    "word/": "Word文書（.docx）です",
    "ppt/": "PowerPoint（.pptx）です",
    "Index/": "Numbersなど、別のソフトの形式です",
}
_MIMETYPE_AT = 30  # of the first entry's name, in the archive's first local header
_START = 512


def kind_of_bytes(data: bytes) -> str:
    """Return what content is that is no package, in Japanese, worded as the end of a sentence."""
    if data.startswith(_OLE):
        found = (words for stream, words in _OLE_KINDS.items() if stream.encode("utf-16-le") in data)
        return next(found, "古い形式（.xls）などのファイルです")
    start = data[:_START].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"mime-version")):
        return "Webページ、またはXMLの表です"
    found = (words for mark, words in _BEGINNINGS.items() if data.startswith(mark))
    return next(found, "Excelブック（.xlsx）の形式ではありません")


def kind_of_package(data: bytes, names: list[str]) -> str:
    """Return what a zip archive is that has parts of those names and is no workbook."""
    if data[_MIMETYPE_AT : _MIMETYPE_AT + 8] == b"mimetype":
        spreadsheet = b"opendocument.spreadsheet" in data[:_START]
        return "OpenDocument 形式の表（.ods）です" if spreadsheet else "OpenDocument 形式などの文書です"
    for mark, words in _PACKAGES.items():
        if any(name.startswith(mark) for name in names):
            return words
    return "圧縮ファイル（.zip）です"
