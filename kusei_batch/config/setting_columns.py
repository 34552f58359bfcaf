"""回, 資料, ページ and 設定 of the master, column by column: what may stand there instead of in config.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from kusei_batch.core.text.notation import comparable


class SettingKind(Enum):
    """How the value of a setting is written in a cell."""

    TEXT = "text"
    DAY = "day"
    LIST = "list"
    YES = "yes"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class SettingColumn:
    """One column (of 設定: one row): its heading, the key it stands for, and what to write there."""

    heading: str
    key: str
    note: str
    kind: SettingKind = SettingKind.TEXT
    is_needed: bool = False


YES, NO = "はい", "いいえ"
NO_LETTERS = "作らない"
ROUND = "回"
"""The heading under which 資料 and ページ name the round they belong to."""
ROUNDS, PAPERS, PAGES, OFFICE = "回", "資料", "ページ", "設定"
ITEM, CONTENT = "項目", "内容"

_LEVEL = "空欄なら区ごと。ほかの単位ごとに作るときは、シート「組織」などの「階層」の言葉を書きます。"
_TEMPLATE = "ファイル名を、終わりの {} まで書きます。"

COLUMNS: dict[str, tuple[SettingColumn, ...]] = {
    ROUNDS: (
        SettingColumn(
            "回の名前", "name", "様式を1度配って集めることが「回」です。フォルダの名前にもなります。", is_needed=True
        ),
        SettingColumn(
            "様式", "form", "templates_xlsx にあるひな形の名前を選びます（.xlsx は書きません）。", is_needed=True
        ),
        SettingColumn(
            "配布の開始日",
            "opens",
            "4月1日 のように書きます。年を書かなければ、その年度の日です。",
            SettingKind.DAY,
            is_needed=True,
        ),
        SettingColumn("提出期限", "due", "4月24日 のように書きます。", SettingKind.DAY, is_needed=True),
        SettingColumn(
            "配る部署",
            "departments",
            "空欄なら全部署。部署コード、課名か、シート「部署」の「種別」を「、」で区切って書きます。",
            SettingKind.LIST,
        ),
        SettingColumn(
            "部長の確認",
            "confirmation",
            "受理したものを部長が確認する回だけ、その用紙のひな形の名前を書きます（例 部長確認）。",
        ),
        SettingColumn("通知", "letters", "依頼文や督促文を作らない回だけ「作らない」とします。", SettingKind.LETTERS),
        SettingColumn("配る階層", "level", "空欄なら区の部署。ほかの部署に配る回だけ、「階層」の言葉を書きます。"),
        SettingColumn(
            "集計する階層", "totals", "集計ブックを区のほかにも作る階層を、「、」で区切って書きます。", SettingKind.LIST
        ),
        SettingColumn(
            "市が配る", "by_city", "作業フォルダを分けている区にも、市から配る回だけ「はい」とします。", SettingKind.YES
        ),
    ),
    PAPERS: (
        SettingColumn(ROUND, "", "シート「回」の「回の名前」を選びます。", is_needed=True),
        SettingColumn(
            "ひな形", "template", f"templates_docx にあるひな形の{_TEMPLATE.format('.docx')}", is_needed=True
        ),
        SettingColumn("資料の名前", "name", "できるファイルの名前になります。", is_needed=True),
        SettingColumn("会議", "meeting", "資料を出す会議の名前です。"),
        SettingColumn("資料番号", "number", "資料の右上に出ます（例 資料１）。"),
        SettingColumn("標題", "title", "資料の題です。"),
        SettingColumn("会議の日", "date", "資料の日付になり、その日を過ぎた資料は書き換えません。", SettingKind.DAY),
        SettingColumn(
            "1つずつ作る一覧", "each", "1行に1つずつ作る資料だけ、その一覧の名前（部、部署 など）を書きます。"
        ),
        SettingColumn("行の条件", "rows", "左の一覧のうち、作る行の条件です（例 決定 = 推薦する）。"),
        SettingColumn("階層", "level", _LEVEL),
    ),
    PAGES: (
        SettingColumn(ROUND, "", "シート「回」の「回の名前」を選びます。", is_needed=True),
        SettingColumn(
            "ひな形", "template", f"templates_html にあるひな形の{_TEMPLATE.format('.html')}", is_needed=True
        ),
        SettingColumn("ページの名前", "name", "できるフォルダとデータのファイルの名前になります。", is_needed=True),
        SettingColumn("公表する日", "date", "ページに載ります。空欄なら、初めて作った夜の日です。", SettingKind.DAY),
        SettingColumn("問合せ先", "contact", "市民からの問合せ先です。空欄なら、シート「設定」の問合せ先です。"),
        SettingColumn(
            "公表する項目",
            "columns",
            "様式の項目の名前を「、」で区切って書きます。書いたものだけを出します。",
            SettingKind.LIST,
        ),
        SettingColumn("行の条件", "rows", "載せる行の条件です（例 対応状況 = 対応済み）。空欄なら全ての行です。"),
        SettingColumn("標題", "title", "空欄なら、ひな形の題です。"),
        SettingColumn("階層", "level", _LEVEL),
    ),
    OFFICE: (
        SettingColumn("市の名前", "city", "様式や資料に出ます。"),
        SettingColumn(
            "年度", "fiscal_year", "2026、R8 か 令和8年度 のように書きます。年度が替わったら、ここを直します。"
        ),
        SettingColumn("委員会", "committee", "委員会の名前です。区ごとに違うときは、シート「区」に書きます。"),
        SettingColumn("提出先", "submit_to", "様式に「提出先」として出ます。"),
        SettingColumn("問合せ先", "contact", "様式に「問合せ先」として出ます。"),
    ),
}
"""Sheet -> its columns, of 設定 the rows; what else config.toml can say is written there alone."""

KEYS = {ROUNDS: "rounds", PAPERS: "papers", PAGES: "pages"}
"""Sheet -> the table of config.toml whose entries its rows are."""


def headings_of_settings(sheet: str) -> tuple[str, ...]:
    """Return the headings of one of the sheets."""
    return (ITEM, CONTENT) if sheet == OFFICE else tuple(column.heading for column in COLUMNS[sheet])


def needed_headings(sheet: str) -> tuple[str, ...]:
    """Return those of its headings without which nothing below them can be read."""
    return (ITEM, CONTENT) if sheet == OFFICE else tuple(c.heading for c in COLUMNS[sheet] if c.is_needed)


def is_of_settings(sheet: str, first_row: Iterable[str]) -> bool:
    """Return whether a sheet of that name says settings, by its headings: a list of another kind may bear the name."""
    present = set(map(comparable, first_row))
    return len(present.intersection(map(comparable, needed_headings(sheet)))) > 1
