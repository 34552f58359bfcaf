"""What the demo answers: its nights, and where to look."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kusei_batch.cli import shapes
from kusei_batch.cli.exits import DONE
from kusei_batch.cli.screen import answer, say
from kusei_batch.core.submission import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kusei_batch.demo import Story

# What the demo shows of its outputs, in the order a coordinator would open it.
_TOUR = {
    "sent_back": "差戻しの様式（シート「確認事項」）",
    "summary_workbook": "集計ブック",
    "records_csv": "データのCSV",
    "paper": "会議資料",
    "page": "公表するページ",
}
_TOLD = (Verdict.SENT_BACK, Verdict.QUARANTINED, Verdict.FAILED, Verdict.SKIPPED)


def show_demo(as_json: bool, directory: Path, story: Story) -> int:
    """Tell the sample's nights and where to look; the sample's faults are meant, so the exit code is 0."""
    if as_json:
        answer(shapes.night_json(story.workspace, story.nights[-1].report))
        return DONE
    for night in story.nights:
        # A line for the night, and one for each file somebody has to see to.
        verdicts = Counter(f.verdict for f in night.report.files)
        news = (v for v in Verdict if verdicts[v] and v is not Verdict.UNCHANGED)
        counts = "、".join(f"{v.label} {verdicts[v]}件" for v in news)
        say(f"{story.workspace.calendar.date_label(night.day)}の夜: {counts or '新しいファイルはありません'}")
        for file in night.report.files:
            if file.verdict in _TOLD:
                say(f"    {file.verdict.label}　{file.path}")
    say()
    say(f"見本は「{directory}」にあります。次の順に開いてみてください。", colour="green")
    for what, path in _tour(story):
        say(f"  {what}: {directory / path}")
    say(f"年度の全体は、kusei -w {directory} status --as-of {story.nights[-1].day} で見られます。")
    if story.outputs("sent_back"):
        say(
            f"差戻しのファイルを直して {directory / 'inbox'} のその課のフォルダに入れ、"
            f"kusei -w {directory} nightly --as-of {story.nights[-1].day} を実行すると、受理されます。"
        )
    return DONE


def _tour(story: Story) -> Iterator[tuple[str, Path]]:
    """Yield what to open and where it lies: of each kind, the first of every round."""
    for sheet in {s.round: s for s in reversed(story.issued)}.values():
        yield f"配った様式（{sheet.round}）", shapes.issued_path(story.workspace, sheet)
    for kind, what in _TOUR.items():
        for output in story.outputs(kind):
            yield what, shapes.output_path(story.workspace, output.path)
