"""受け取れませんでした: a short text for who handed in what could not be taken, put where sheets are sent back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.period import Round
from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import ANSWERED, IssuedSheet
from kusei_batch.core.text.cleaning import clean_line
from kusei_batch.core.text.lengths import fitted_stem
from kusei_batch.disk import cannot_write, write_atomic
from kusei_batch.pipeline.outputs.letter_facts import shown_file
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.outputs.returned import SENT_BACK_FOLDER
from kusei_batch.pipeline.outputs.writing import Output, Plan
from kusei_batch.pipeline.status.round_status import YearStatus
from kusei_batch.pipeline.status.unidentified import UnidentifiedFile
from kusei_batch.system import remove_file
from kusei_batch.validate.personal import mask_private

_TITLE = "受け取れませんでした"
_NOT_HANDED_IN = "このままでは、提出したことになりません。お手数ですが、次のとおり出し直してください。"
_BESIDE_ACCEPTED = (
    "前に受理した提出は、そのまま数えています。差し替えるつもりだった場合は、次のとおり出し直してください。"
)


def plan_notices(workspace: Workspace, status: YearStatus) -> Iterator[Plan]:
    """Yield a notice for every sheet of which the inbox has only files that were not taken; others are removed."""
    by_sheet: dict[str, list[UnidentifiedFile]] = {}
    for file in status.unidentified:
        for sheet_id in dict.fromkeys(file.sheets):
            by_sheet.setdefault(sheet_id, []).append(file)
    for round_ in status.rounds:
        folder = workspace.year_folder(round_.round.fiscal_year, round_.round.name) / SENT_BACK_FOLDER
        if not by_sheet and not folder.exists():
            continue
        for covered in round_.coverage:
            sheet = round_.sheets.get(covered.department.code)
            if sheet is None:
                continue
            path = notice_path(workspace, sheet)
            if unidentified := by_sheet.get(sheet.sheet_id):
                text = _write_words(workspace, round_.round, covered, sheet, unidentified)
                yield Output("notice", covered.department.ward, path), partial(_write, path, text)
            elif path.exists():
                yield None, partial(_remove, path)


def notice_path(workspace: Workspace, sheet: IssuedSheet) -> Path:
    """Return where a department reads that something it handed in for a sheet could not be taken.

    Named after the sheet: the file's own name may be anything, personal data too. The end of a name that would be too
    long for a file is left out; its beginning tells round and department.
    """
    issued, end = Path(sheet.path), f"_{_TITLE}.txt"
    folder = workspace.year_folder(sheet.fiscal_year, sheet.round) / SENT_BACK_FOLDER
    return folder / issued.with_name(f"{fitted_stem(issued.stem, end)}{end}")


def _write_words(
    workspace: Workspace,
    round_: Round,
    covered: Coverage,
    sheet: IssuedSheet,
    unidentified: Sequence[UnidentifiedFile],
) -> str:
    """Return the notice: what was not taken and why, what to do about each file, where the sheet lies and goes."""
    department, label = covered.department, workspace.calendar.date_label
    folder = f"{workspace.settings.folders.inbox}/{department.ward.name}/{department.name}"
    lines = [
        f"{_TITLE}（{round_.name}）",
        "",
        f"{department.ward.name}　{department.full_name}　御中",
        "",
        "受付フォルダに入れられた次のファイルは、様式として受け取れませんでした。",
        _BESIDE_ACCEPTED if covered.state in ANSWERED else _NOT_HANDED_IN,
    ]
    office = workspace.office_of(department.ward)
    for file in unidentified:
        lines += ["", f"■ {_one_line(mask_private(file.receipt.path))}（{label(file.receipt.received)}に回収）"]
        for problem in file.problems:
            why, what = problem.told_in(workspace.settings.words.own(), to_sender=True)
            lines += [f"  理由　　：{why}", f"  すること：{what}"]
    lines += [
        "",
        f"様式　　　：{round_.name}（管理番号 {sheet.sheet_id}）",
        f"配った様式：{shown_file(workspace, issued_path(workspace, sheet))}",
        f"提出期限　：{label(round_.due)}",
        *_where(office.submit_to, folder, workspace.settings.words.section),
    ]
    if office.contact:
        lines.append(f"問合せ先　：{office.contact}")
    lines += [
        "",
        "出し直したものを受け取るか、上のファイルを受付フォルダから取り除くと、このお知らせはなくなります。",
        "",
    ]
    return "\r\n".join(lines)


def _where(submit_to: str, folder: str, section: str) -> list[str]:
    """Return to whom a sheet is handed in and where it is put; an office may have named itself alone, and no place."""
    if not submit_to:
        return [f"入れる場所：{folder}"]
    place = f"受付フォルダ（{section}ごとに分かれていれば、自分の{section}のフォルダ）"
    return [f"提出先　　：{submit_to}", f"入れる場所：{place}"]


def _one_line(name: str) -> str:
    # On a screen a line feed begins the next line; in a name it is a sign that steers like any other.
    return clean_line(name.replace("\n", "\r"))


def _write(path: Path, text: str) -> None:
    # With a byte order mark, by which every version of the Windows editor knows the text for what it is.
    data = text.encode("utf-8-sig")
    if not (path.is_file() and path.read_bytes() == data):
        write_atomic(path, data)


def _remove(path: Path) -> None:
    try:
        remove_file(path)
    except OSError as error:
        raise cannot_write(path, error) from error
