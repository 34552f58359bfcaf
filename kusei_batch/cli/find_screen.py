"""What `find` answers: where something was written about, in which years and wards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kusei_batch.cli.exits import DONE
from kusei_batch.cli.screen import answer, say
from kusei_batch.core.period import Calendar
from kusei_batch.core.text.cleaning import clean_in_line
from kusei_batch.report.views.found_view import FoundRow


def show_found(as_json: bool, words: str, found: Sequence[FoundRow], calendar: Calendar, note: Path | None) -> int:
    """Show the rows with the passages that have the words, each with its file's content and cell.

    `note` is where a Word note was asked for; where nothing is found, there is none.
    """
    if as_json:
        answer(
            {
                "words": words,
                "found": [_row_json(row, words) for row in found],
                "note": str(note) if note and found else None,
            }
        )
        return DONE
    having = sum(row.has_words for row in found)
    for number, row in enumerate(found):
        if number == having:
            say("次のものは、言葉は違いますが、近い内容です:", colour="yellow")
        whose = f"{row.department.ward.name} {row.department.full_name}"
        say(f"{calendar.fiscal_label(row.fiscal_year)}　{whose}　{row.row_id}")
        for passage in row.telling(words):
            said = clean_in_line(passage.text)
            say(f"  {passage.field}: {said}　［{passage.round} {passage.place}］".replace("\n", " "))
        if row.answers:
            say("  " + "　".join(f"{name}: {label}" for name, label in row.answers.items() if label))
    say(f"「{words}」のある取組は{having}件、近い内容のものは{len(found) - having}件です。")
    if note:
        say(f"回答の案: {note}" if found else "見つからないので、回答の案は作りませんでした。")
    elif found:
        say("Word の回答の案を作るには、--note 照会回答.docx のように、書き出すファイルを付けます。")
    if not found:
        say("別の言い方で探してください。空けて並べた言葉は、全てがあるものを探します。")
    return DONE


def _row_json(row: FoundRow, words: str) -> dict[str, object]:
    return {
        "fiscal_year": row.fiscal_year,
        "ward": row.department.ward.code,
        "department": row.department.code,
        "row_id": row.row_id,
        "has_words": row.has_words,
        "nearness": round(row.nearness, 3),
        "passages": [
            {
                "field": passage.field,
                "text": passage.text,
                "round": passage.round,
                "source": {"sha256": passage.source.sha256, "cell": passage.place},
            }
            for passage in row.telling(words)
        ],
        "answers": dict(row.answers),
    }
