"""What the demo answers: its nights, and where to look."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kusei_batch.cli import shapes
from kusei_batch.cli.exits import DONE
from kusei_batch.cli.screen import answer, say, why_passed_over
from kusei_batch.core.submission import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kusei_batch.demo import Story

# What the demo shows of its outputs, one of each, in the order a coordinator would open it.
_TOUR = {
    "sent_back": "差戻しの様式（シート「確認事項」）",
    "summary_workbook": "集計ブック",
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
                say(f"    {file.verdict.label}　{file.path}{why_passed_over(file.verdict, file.problems)}")
    say()
    say(f"見本は「{directory}」にあります。次の順に開いてみてください。", colour="green")
    for what, path in _tour(story):
        say(f"  {what}: {directory / path}")
    outbox = directory / story.workspace.settings.folders.outbox
    say(f"ほかの様式、集計、資料、ページも、{outbox} の年度と回のフォルダにあります。")
    say(f"年度の全体は、kusei -w {directory} status --as-of {story.nights[-1].day} で見られます。")
    if story.outputs("sent_back"):
        say(
            f"差戻しのファイルを直して {directory / 'inbox'} のその課のフォルダに入れ、"
            f"kusei -w {directory} nightly --as-of {story.nights[-1].day} を実行すると、受理されます。"
        )
    return DONE


def _tour(story: Story) -> Iterator[tuple[str, Path]]:
    """Yield what to open and where it lies: the first of each kind, then what is decided and how things stand."""
    from kusei_batch.pipeline.outputs.telling import PAGE

    workspace, first = story.workspace, story.issued[0]
    yield f"配った様式（{first.round}）", shapes.issued_path(workspace, first)
    for kind, what in _TOUR.items():
        for output in story.outputs(kind)[:1]:
            yield what, shapes.output_path(workspace, output.path)
    yield "決めていただくこと", workspace.decisions_path.relative_to(workspace.root)
    yield "今の状況（ブラウザで開きます）", shapes.output_path(workspace, workspace.outbox / PAGE)
