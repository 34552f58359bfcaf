"""Templates and tables from anywhere: each is answered in bounded time with a fault, never with a traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kusei_batch.config.limits import LimitSettings
from kusei_batch.core.form_year import FormYear
from kusei_batch.pipeline.workspace import form_check
from kusei_batch.pipeline.workspace.form_check import check_form, read_within_limits
from kusei_batch.pipeline.workspace.linting import lint_table
from kusei_batch.xlsx.links import sheet_parts
from kusei_batch.xlsx.template.starter import write_starter
from tests.xlsx.beside_book import read_zip, write_zip

pytestmark = pytest.mark.in_processes


def layout_of(parts: dict[str, bytes]) -> str:
    return next(part for name, part in sheet_parts(parts).items() if not name.startswith("_"))


def in_sheet(parts: dict[str, bytes], markup: bytes, before: bytes = b"<pageMargins") -> None:
    part = layout_of(parts)
    assert before in parts[part]
    parts[part] = parts[part].replace(before, markup + before, 1)


def whole_sheet_merged(parts: dict[str, bytes]) -> None:
    part = layout_of(parts)
    parts[part] = parts[part].replace(b"</mergeCells>", b'<mergeCell ref="AA1:XFD1048576"/></mergeCells>')


def merges_over_one_another(parts: dict[str, bytes]) -> None:
    part = layout_of(parts)
    merges = b"".join(b'<mergeCell ref="AA%d:AZ%d"/>' % (i, i + 900) for i in range(1, 30_000))
    parts[part] = parts[part].replace(b"</mergeCells>", merges + b"</mergeCells>")


def link_over_the_sheet(parts: dict[str, bytes]) -> None:
    in_sheet(parts, b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>')


def long_number_format(parts: dict[str, bytes]) -> None:
    code = b'<numFmts count="1"><numFmt numFmtId="200" formatCode="' + b"0" * 1_000_000 + b'"/></numFmts>'
    styles = parts["xl/styles.xml"]
    at = styles.index(b"<fonts")
    parts["xl/styles.xml"] = styles[:at] + code + styles[at:]


def overflowing_style(parts: dict[str, bytes]) -> None:
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'numFmtId="', b'numFmtId="1e999')


def broken_xml(parts: dict[str, bytes]) -> None:
    part = layout_of(parts)
    parts[part] = parts[part][: len(parts[part]) // 2]


def broken_styles(parts: dict[str, bytes]) -> None:
    parts["xl/styles.xml"] = b"<styleSheet><cellXfs>"


def deep(parts: dict[str, bytes]) -> None:
    in_sheet(parts, b"<a>" * 60_000 + b"</a>" * 60_000)


def no_sheets(parts: dict[str, bytes]) -> None:
    parts["xl/workbook.xml"] = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'


KINDS = (
    whole_sheet_merged, merges_over_one_another, link_over_the_sheet, long_number_format, overflowing_style,
    broken_xml, broken_styles, deep, no_sheets,
)  # fmt: skip


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("ひな形") / "会議報告.xlsx"
    write_starter(path, "会議報告")
    return path.read_bytes()


def spoiled(starter: bytes, kind, folder: Path) -> Path:
    parts = read_zip(starter)
    kind(parts)
    path = folder / "会議報告.xlsx"
    path.write_bytes(write_zip(parts))
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_template_is_a_fault_of_the_template(starter: bytes, kind, tmp_path: Path) -> None:
    problems = check_form(tmp_path, spoiled(starter, kind, tmp_path))
    assert [p for p in problems if p.severity.value == "error"]
    assert all(p.location.file == "会議報告.xlsx" for p in problems)
    assert not any("Traceback" in p.message or "Error" in p.message for p in problems)


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_table_is_answered(starter: bytes, kind, tmp_path: Path) -> None:
    assert lint_table(spoiled(starter, kind, tmp_path))


def test_a_bad_checksum_and_a_cut_file_are_told(starter: bytes, tmp_path: Path) -> None:
    path = tmp_path / "会議報告.xlsx"
    at = starter.index(b"PK\x01\x02")
    for data in (starter[: at // 2] + b"\0\0\0\0" + starter[at // 2 + 4 :], starter[: at // 2], b"PK\x03\x04", b""):
        path.write_bytes(data)
        assert [p.code for p in check_form(tmp_path, path)] == ["template-unreadable"]


def read_slowly(*_args: object) -> None:
    """Stand in for what reads a template, and take longer than any limit."""
    time.sleep(60)


def test_a_template_that_takes_too_long_is_given_up(
    starter: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "会議報告.xlsx"
    path.write_bytes(starter)
    monkeypatch.setattr(form_check, "_read_and_compile", read_slowly)
    form, problems = read_within_limits(path, {}, FormYear(), LimitSettings.model_construct(seconds_per_file=1))
    assert form is None
    assert [p.code for p in problems] == ["template-unreadable"]
    assert "1秒たっても読み終わりません" in problems[0].message
