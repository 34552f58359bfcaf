"""kusei init --guide: what is asked, one thing after the other, and shown before anything is written."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kusei_batch.cli.screen import say
from kusei_batch.errors import CannotRunError, UsageError

if TYPE_CHECKING:
    from kusei_batch.pipeline.workspace.guided_init import GuideAnswers, GuidedRound, GuidedWard

T = TypeVar("T")

_USUAL_ROUNDS = ("目標設定", "中間報告", "実績報告")
_YES, _NO = "はい", "いいえ"
_SHOWN = 8


def ask_guide(year: int) -> GuideAnswers | None:
    """Return what was answered; None where it is not to be made. `year` is the usual fiscal year.

    Raise UsageError without a terminal, and CannotRunError where it is broken off.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            "--guide は、画面で聞きながら進めるので、端末で動かしてください。",
            "聞かずに作るときは、--guide を付けません。",
        )
    say("作業フォルダを作ります。聞かれたことに答えてください。まだ何も書きません。")
    say("［ ］の中でよければ、そのまま Enter を押します。やめるときは Ctrl と C を押します。")
    try:
        answers = _answers(year)
        _show(answers)
        meant = ""
        while meant not in (_YES, _NO):
            meant = _line(f"この内容で作りますか（{_YES}／{_NO}）", _YES)
    except (click.Abort, KeyboardInterrupt, EOFError) as error:
        raise CannotRunError("中断しました。何も作っていません。", "もう一度実行すると、初めから聞きます。") from error
    return answers if meant == _YES else None


def _answers(year: int) -> GuideAnswers:
    from kusei_batch.core.period import parse_fiscal_year
    from kusei_batch.pipeline.workspace.guided_init import GuideAnswers, usual_committee

    def fiscal_year_of(word: str) -> int:
        found = parse_fiscal_year(word)
        if found is None:
            raise UsageError(f"「{word}」を年度として読み取れません。", "2026 や R8 のように書いてください。")
        return found

    city = _until(lambda: _needed(_line("1　市の名前")))
    fiscal_year = _until(lambda: fiscal_year_of(_line("2　年度", str(year))))
    wards = _ask_wards()
    say("5　様式に載せるもの（後で、マスタのシート「設定」で直せます）")
    office = {
        "committee": _line("  委員会の名前", usual_committee()),
        "submit_to": _until(
            lambda: _needed(_line("  提出先（部署がファイルを入れる所。例 区政課（共有フォルダ「受付」の自分の課））"))
        ),
        "contact": _until(lambda: _needed(_line("  問合せ先（例 区政課（内線 100））"))),
    }
    return GuideAnswers(city, fiscal_year, wards, _ask_rounds(fiscal_year), office)


def _ask_wards() -> Sequence[GuidedWard]:
    """Return the wards with their departments, asked for ward by ward unless a table says the ward of each."""
    from kusei_batch.pipeline.workspace.department_lines import NAME, WARD

    wards = _until(lambda: _named(_paste("3　区の名前を、1行に1つずつ入れてください（空の行で終わり）")))
    say("4　部署。課名だけ、または Excel から「部名 課名」「部署コード 部名 課名 連絡先」の列を写して貼り付けます。")
    say(
        f"   見出し（{WARD}、{NAME} など）の行があれば、その順に読みます。CSV のファイルなら、その場所を1行で書きます。"
    )
    made: list[GuidedWard] = []
    while len(made) < len(wards):
        made = _until(partial(_with_next_ward, wards, made))
    return made


def _with_next_ward(wards: Sequence[tuple[str, str]], made: Sequence[GuidedWard]) -> list[GuidedWard]:
    """Return the wards with one more, or all of them where the departments say their wards."""
    from kusei_batch.pipeline.workspace.department_lines import is_csv, parse_lines, read_csv_departments
    from kusei_batch.pipeline.workspace.guided_init import GuidedWard, spread_over_wards, with_codes

    code, name = wards[len(made)]
    hint = f"。何も入れなければ「{made[-1].name}」と同じ" if made else ""
    lines = _paste(f"  「{name}」の部署（空の行で終わり{hint}）")
    usual = [replace(one, code="") for one in made[-1].departments] if made else []
    is_file = len(lines) == 1 and is_csv(lines[0])
    read = read_csv_departments(Path(lines[0].strip().strip("\"'"))) if is_file else None
    found = usual if usual and not lines else read or parse_lines(lines)
    if any(one.ward for one in found):
        return with_codes(spread_over_wards(found, wards))
    return with_codes([*made, GuidedWard(code, name, found)])


def _named(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return the wards with codes in their order; raise UsageError for names that are none, or are there twice."""
    from kusei_batch.config.file_names import is_file_name
    from kusei_batch.core.text.notation import comparable

    names = [line.strip() for line in lines]
    keys = [comparable(name) for name in names]
    wrong = next((name for n, name in enumerate(names) if not is_file_name(name) or keys[n] in keys[:n]), None)
    if wrong is not None or not names:
        raise UsageError(f"「{wrong or ''}」を区の名前として使えません。", "1行に1つずつ、違う名前を書いてください。")
    return [(str(number), name) for number, name in enumerate(names, 1)]


def _ask_rounds(year: int) -> list[GuidedRound]:
    """Return the rounds that are wanted, on the days that were answered."""
    from kusei_batch.pipeline.workspace.guided_init import GuidedRound, known_rounds

    known = known_rounds()
    say("6　使う回（様式を1度配って集めること。後で、シート「回」で増やせます）")
    for number, one in enumerate(known, 1):
        say(f"  {number:>2} {one.name}（{one.opens}～{one.due}）")
    usual = "、".join(str(n) for n, one in enumerate(known, 1) if one.name in _USUAL_ROUNDS)

    rounds = []
    for one in _until(lambda: _chosen(known, _line("  番号（回の名前でも）を「、」で区切って", usual))):
        opens = _until(partial(_ask_day, f"  「{one.name}」の配布の開始日", one.opens, year))
        due = _until(partial(_ask_day, f"  「{one.name}」の提出期限", one.due, year, opens))
        rounds.append(GuidedRound(one.name, opens, due))
    return rounds


def _chosen(known: Sequence[GuidedRound], answer: str) -> list[GuidedRound]:
    from kusei_batch.core.text.notation import comparable

    words = [word.strip() for word in re.split("[、，,]", answer) if word.strip()]
    names = {comparable(one.name): number for number, one in enumerate(known, 1)}
    numbers = [int(word) if word.isdecimal() else names.get(comparable(word), 0) for word in words]
    if not numbers or not set(numbers) <= set(range(1, len(known) + 1)):
        raise UsageError("番号を読み取れません。", f"1 から {len(known)} までの番号か、回の名前を書いてください。")
    return [known[number - 1] for number in dict.fromkeys(numbers)]


def _ask_day(question: str, usual: str, year: int, first: str = "") -> str:
    """Return a day as it was typed; raise UsageError for a word that is no day, and for a day before the first one."""
    from kusei_batch.pipeline.workspace.guided_init import day_of

    word = _line(question, usual)
    day, earliest = day_of(word, year), day_of(first, year)
    if day is None:
        raise UsageError(f"「{word}」を日付として読み取れません。", "4月24日 のように書いてください。")
    if earliest and day < earliest:
        raise UsageError(f"「{word}」は、配布の開始日（{first}）より前です。", "開始日より後の日を書いてください。")
    return word


def _show(answers: GuideAnswers) -> None:
    """Show what is about to be written."""
    from kusei_batch.pipeline.workspace.guided_init import usual_calendar

    say()
    say("次のように作ります。")
    year = usual_calendar().fiscal_label(answers.fiscal_year)
    say(f"  市: {answers.city}　年度: {year}（{answers.fiscal_year}年4月から）")
    labels = {"committee": "委員会", "submit_to": "提出先", "contact": "問合せ先"}
    say("  " + "　".join(f"{labels[key]}: {text}" for key, text in answers.office.items()))
    for ward in answers.wards:
        names = [f"{one.code} {one.division} {one.name}".replace("  ", " ") for one in ward.departments]
        more = f" ほか{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
        say(f"  {ward.code} {ward.name}（{len(names)}部署）: {'、'.join(names[:_SHOWN])}{more}")
    for one in answers.rounds:
        say(f"  回「{one.name}」: {one.opens} から {one.due} まで")


def _line(question: str, usual: str = "") -> str:
    """Return the answer to a question, without blanks around it; the usual one for none."""
    from kusei_batch.core.text.characters import tidied

    answer: str = click.prompt(question, default=usual, show_default=bool(usual))
    return tidied(answer).strip()


def _paste(question: str) -> list[str]:
    """Return lines as they were typed or pasted, tabs and all, up to a blank one or the end.

    Raise EOFError where the end comes before any line: nobody answers any more.
    """
    say(question)
    lines: list[str] = []
    while (line := sys.stdin.readline()).strip():
        lines.append(line.rstrip("\r\n"))
    if not line and not lines:
        raise EOFError
    return lines


def _needed(answer: str) -> str:
    if not answer:
        raise UsageError("空欄です。", "書いてください。")
    return answer


def _until(ask: Callable[[], T]) -> T:
    """Return the first answer that can be used; say of any other what is amiss, and ask once more."""
    while True:
        try:
            return ask()
        except UsageError as error:
            say(f"  {error.message}{error.remedy}", colour="yellow")
