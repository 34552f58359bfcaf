"""決定.xlsx: the sheets on which the coordinator decides, and what becomes of their rows from one night to the next.

A row that nobody has touched belongs to the program: it changes and goes with its question. A row that somebody has
written in is carried over as it stands, and so is a row that the program never put there.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core import clearance, submission_decision
from kusei_batch.core.decision_list import ID, YEAR, DecisionList, Role
from kusei_batch.core.proposal import ADOPTED, ADOPTION, DECLINED

FILE = "決定.xlsx"
GUIDE = "はじめに"
"""The sheet that says what the workbook is."""

REMARK = "備考"
"""A column of every sheet that is the coordinator's own."""

Value = str | int | float
Row = Mapping[str, Value]
"""The cells of one row by heading, as typed; blank ones may be left out."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedSheet:
    """A sheet as it stands: its headings from left to right, and its rows from top to bottom."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the program last put it, and the fiscal year it did so in."""

    year: int
    row: Row


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A sheet as the program last wrote it, the questions in it that are the program's, how many of all waited.

    While the workbook is being written a question may stand here twice, as it was put before and as it is put now:
    which of them the file holds is not known where that is broken off.
    """

    sheet: TypedSheet
    asked: tuple[Asked, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class SheetKind:
    """What a sheet asks: the columns by which a row is known, those by which rows answer one question, the decision."""

    name: str
    headings: tuple[str, ...]
    keys: tuple[str, ...]
    question: tuple[str, ...]
    decision: str
    words: tuple[str, ...]
    task: str
    """What to look at and what to write, in Japanese."""
    is_list: bool = False
    """Whether the texts of its rows may be edited as well."""
    defined: DecisionList | None = None
    """What the sheet is made of where the city defines it for itself."""

    def key(self, row: Row) -> Key:
        """Return by what a row is known."""
        return tuple(text_of(row.get(heading)) for heading in self.keys)

    def question_of(self, row: Row) -> Key:
        """Return by what the question is known that a row answers, alone or with others."""
        return tuple(text_of(row.get(heading)) for heading in self.question)

    def words_of(self, row: Row) -> tuple[str, ...]:
        """Return the words that answer a row."""
        if self.name == submission_decision.SHEET:
            return tuple(map(str, submission_decision.words_for(text_of(row.get(submission_decision.QUESTION)))))
        return self.words

    def is_entry(self, heading: str) -> bool:
        """Return whether the coordinator may write below a heading."""
        own = heading not in self.headings or self.is_answer(heading)
        return own or (self.is_list and heading not in self.keys)

    def is_answer(self, heading: str) -> bool:
        """Return whether the coordinator is asked to write below a heading."""
        asked = self.defined.asked if self.defined else ()
        return heading in (self.decision, REMARK, *asked)

    def follows_form(self, heading: str) -> bool:
        """Return whether a column shows what a form says, as long as its row is undecided."""
        return self.defined is not None and any(
            c.name == heading for c in self.defined.of_role(Role.SHOWN, Role.TOTALS)
        )


CLEARANCES = SheetKind(
    clearance.SHEET,
    (*clearance.HEADINGS, REMARK),
    (clearance.DEPARTMENT, clearance.FINGERPRINT),
    (clearance.DEPARTMENT, clearance.FINGERPRINT),
    clearance.JUDGMENT,
    tuple(str(judgment) for judgment in clearance.Judgment if judgment),
    "個人情報らしきもののある文を、資料や公表ページに載せてよいかを決めます。「場所」と「行ID」を頼りに、"
    "受け取ったファイルで文を確かめてください。",
)
CHOICES = SheetKind(
    submission_decision.SHEET,
    (*submission_decision.HEADINGS, REMARK),
    (submission_decision.SHEET_ID, submission_decision.QUESTION, submission_decision.MARK),
    (submission_decision.QUESTION,),
    submission_decision.JUDGMENT,
    tuple(str(word) for word in submission_decision.Word if word),
    "どのファイルを数えるか、部署の出したものとして受け付けるかを決めます。「問い」の同じ行が1組です。"
    "「この内容でよい」は、1組に1行だけ書きます。",
)
FIXED = {kind.name: kind for kind in (CLEARANCES, CHOICES)}
"""The sheets that do not depend on the forms."""


def list_kind(name: str, headings: Sequence[str]) -> SheetKind:
    """Return the kind of a sheet of proposals to a list of the master, whose first heading is that of the ID."""
    key = (headings[0],)
    columns = [heading for heading in headings if heading not in (ADOPTION, REMARK)]
    task = (
        f"様式からの提案を「{name}」の一覧に加えるかを決めます。「採用」とした行だけが、一覧の行として効きます。"
        "採用する前に、文などを直してかまいません。"
    )
    shown = (*columns, ADOPTION, REMARK)
    return SheetKind(name, shown, key, key, ADOPTION, (ADOPTED, DECLINED), task, is_list=True)


def defined_kind(defined: DecisionList) -> SheetKind:
    """Return the kind of a sheet that the city defines."""
    decision = defined.decision
    task = decision.help or f"「{defined.name}」の行ごとに、{decision.name}を決めます。"
    if defined.is_by_hand:
        task += "行は、最後の行の次に書き足します。"
    headings = (*defined.headings, REMARK)
    key = (ID, YEAR)
    return SheetKind(defined.name, headings, key, key, decision.name, decision.words, task, defined=defined)


def text_of(value: Value | None) -> str:
    """Return a value as it is compared: a number that came back as a text is the same."""
    return "" if value is None else str(value).strip().replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class NextSheet:
    """A sheet as it is to be written, the program's questions in it, and the rows that go unasked."""

    kind: SheetKind
    kept: KeptSheet
    gone: tuple[Row, ...] = field(default=())


def restore_rows(kind: SheetKind, found: Sequence[Row], kept: TypedSheet) -> list[Row]:
    """Return the rows of decided questions that are not found any more: nothing decided goes by itself."""
    here = {kind.key(row) for row in found}
    decided = {kind.question_of(row) for row in kept.rows if text_of(row.get(kind.decision)) in kind.words}
    return [row for row in kept.rows if kind.question_of(row) in decided and kind.key(row) not in here]


def next_sheet(
    kind: SheetKind, found: TypedSheet, asked: Iterable[Row], before: Sequence[Asked], year: int
) -> NextSheet:
    """Return the sheet to write: the rows found, with tonight's questions `asked` in the columns of `kind`.

    `before` are the questions that were put when the rows were written; one of another fiscal year than `year` is
    carried over, since what it is about is not looked at any more.
    """
    fresh = {kind.key(row): row for row in asked}
    put = _by_key(kind, before)
    decided = _decided(kind, found)
    gone = rows_gone(kind, found, fresh, before, year)
    left = {kind.key(row) for row in gone}
    rows: list[Row] = []
    for row in found.rows:
        key = kind.key(row)
        if kind.question_of(row) in decided:
            rows.append(row)
        elif not _is_untouched(kind, row, put):
            rows.append(_followed(kind, row, fresh.get(key, {})))
        elif key not in left:
            rows.append(fresh.get(key, row))
    here = {kind.key(row) for row in rows}
    rows += [row for key, row in fresh.items() if key not in here]
    questions = {key: ones[-1] for key, ones in put.items()} | {key: Asked(year, row) for key, row in fresh.items()}
    in_sheet = tuple(questions[key] for key in dict.fromkeys(map(kind.key, rows)) if key in questions)
    headings = _headings(kind, found.headings)
    return NextSheet(kind, KeptSheet(TypedSheet(headings, tuple(rows)), in_sheet), gone)


def rows_gone(
    kind: SheetKind, found: TypedSheet, asked: Container[Key], before: Iterable[Asked], year: int
) -> tuple[Row, ...]:
    """Return the rows nobody need decide on any more: put this year, untouched, undecided, and not `asked` again."""
    put = _by_key(kind, before)
    decided = _decided(kind, found)
    return tuple(
        row
        for row in found.rows
        if _is_untouched(kind, row, put)
        and kind.question_of(row) not in decided
        and kind.key(row) not in asked
        and put[kind.key(row)][-1].year == year
    )


def _decided(kind: SheetKind, found: TypedSheet) -> set[Key]:
    return {kind.question_of(row) for row in found.rows if text_of(row.get(kind.decision))}


def with_former(sheet: KeptSheet, former: KeptSheet) -> KeptSheet:
    """Return a sheet with the questions, too, as they were put before: none of either counts as written by people."""
    return replace(sheet, asked=(*(one for one in former.asked if one not in sheet.asked), *sheet.asked))


def _by_key(kind: SheetKind, asked: Iterable[Asked]) -> Mapping[Key, list[Asked]]:
    """Return the questions by what their rows are known by, the one put last at the end."""
    found: dict[Key, list[Asked]] = {}
    for one in asked:
        found.setdefault(kind.key(one.row), []).append(one)
    return found


def _is_untouched(kind: SheetKind, row: Row, put: Mapping[Key, Sequence[Asked]]) -> bool:
    return any(_is_same(kind, row, one.row) for one in put.get(kind.key(row), ()))


def _followed(kind: SheetKind, row: Row, fresh: Row) -> Row:
    """Return a row somebody has begun to write in, with what its form says now."""
    return {**row, **{heading: value for heading, value in fresh.items() if kind.follows_form(heading)}}


def _is_same(kind: SheetKind, row: Row, other: Row) -> bool:
    """Return whether two rows say the same, but for what the program rewrites each night."""
    headings = {*row, *other}.difference(kind.defined.made if kind.defined else ())
    return all(text_of(row.get(heading)) == text_of(other.get(heading)) for heading in headings)


def _headings(kind: SheetKind, found: Sequence[str]) -> tuple[str, ...]:
    """Return the headings as they stand, those that are missing before the decision; of a new sheet all."""
    missing = [heading for heading in kind.headings if heading not in found]
    if kind.defined and missing:
        own = [heading for heading in found if heading not in kind.headings]
        return (*kind.headings[:-1], *own, REMARK)
    place = found.index(kind.decision) if kind.decision in found else len(found)
    tail = [heading for heading in missing if heading == REMARK]
    return (*found[:place], *(h for h in missing if h not in tail), *found[place:], *tail)
