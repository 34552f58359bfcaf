"""意見記録 filled in at a real office program: each contradiction of a treatment is told at its cell, and nothing else."""

from __future__ import annotations

import re

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.xlsx.reference import parse_address
from tests.client.office import LibreOffice
from tests.commands import run_command

ROUND, TABLE = "意見記録", "意見"
SOUND = {
    "受付日": "2026/5/18",
    "種別": "苦情",
    "内容": "案内図の矢印が違う入口を指していた。",
    "対応": "その日に貼り替えました。",
    "区分": "是正",
    "処置": "工事の予定表に案内図の欄を加える。",
    "担当": "庶務係",
    "期限": "2026/6/30",
    "処置日": "2026/6/12",
    "確認日": "2026/9/30",
    "効果": "あり",
    "効果の確かめ方": "入口を尋ねる方が11人から2人になった。",
}
WITHOUT_EFFECT = {"効果": "", "確認日": "", "効果の確かめ方": ""}
NEXT = {"効果": "なし", "次の処置": "床にも矢印を貼る。"}
WRONG = {
    "担当のない処置": ({"担当": ""}, "担当"),
    "期限のない処置": (WITHOUT_EFFECT | {"処置日": "", "期限": ""}, "期限"),
    "受付日より前の期限": ({"期限": "2026/5/1"}, "期限"),
    "受付日より前の処置": ({"処置日": "2026/5/1"}, "処置日"),
    "処置より前の確認": ({"確認日": "2026/6/1"}, "確認日"),
    "期限を過ぎた処置": (WITHOUT_EFFECT | {"処置日": ""}, "処置日"),
    "処置をした日のない効果": ({"処置日": "", "期限": "2026/10/30"}, "処置日"),
    "確認日のない効果": ({"確認日": ""}, "確認日"),
    "確かめ方のない効果": ({"効果の確かめ方": ""}, "効果の確かめ方"),
    "次の処置のない「なし」": ({"効果": "なし"}, "次の処置"),
    "次の処置の期限": (NEXT, "期限"),
    "年度の外の受付日": ({"受付日": "2026/3/30"}, "受付日"),
}
"""Check of the form -> what is otherwise than in a sound row, and the field that is marked."""
RIGHT = (
    SOUND,
    SOUND | NEXT | {"期限": "2026/12/25"},
    SOUND | WITHOUT_EFFECT | {"処置日": "", "期限": "2026/10/30"},
    {
        "受付日": "2026/6/2",
        "種別": "気づき・改善",
        "処置": "棚に番号の札を付けた。",
        "担当": "窓口係",
        "処置日": "2026/6/2",
    },
    {"受付日": "2026/7/2", "種別": "感謝", "内容": "見本があって助かった。"},
)
LACKING = (
    ({"種別": "苦情", "内容": ""}, {"内容"}),
    ({"区分": "予防", "処置": "", "担当": "", "期限": "", "処置日": "", **WITHOUT_EFFECT}, {"処置"}),
    ({"種別": "気づき・改善", "内容": "", "処置": "", "区分": "", "処置日": "", **WITHOUT_EFFECT}, {"処置"}),
)
"""What a row of a kind has to tell."""

ALIKE = ("duplicate-rows", "similar-rows")
"""What is told of these rows besides, since they are made from one."""


@pytest.fixture(scope="module")
def judged(office: LibreOffice, tmp_path_factory):
    """The form, and what the check of the typed sheet tells: (row of the table, field) -> codes and messages."""
    root = tmp_path_factory.mktemp("意見") / "作業"
    init_workspace(root, dry_run=False)
    workspace = read_workspace(root)
    order = order_round(workspace, ROUND, department="1303")
    issue_round(workspace, order, order.round.opens)
    form = read_form(workspace, ROUND)
    (blank,) = workspace.outbox.rglob("01_配布/*/*_1303_*.xlsx")
    rows = [SOUND | changes for changes, _ in (*WRONG.values(), *LACKING)] + list(RIGHT)
    texts = {form.field("記入日").cells[0]: "2026/10/9"}
    for place, row in enumerate(rows):
        texts |= {form.field(n, TABLE).cells[place]: text for n, text in row.items() if text}
    with office.open(blank) as document:
        document.fill(ROUND, texts)
        typed = document.save_as(root / "記入済み.xlsx")
    told = run_command(root, "check", str(typed), "--json").json
    assert told["verdict"] == "sent_back", "an opinion without its text is none"
    cells = {(cell, f.sheet): (n, f.name) for f in form.entries_of(TABLE) for n, cell in enumerate(f.cells)}
    found: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for problem in (one for one in told["problems"] if one["code"] not in ALIKE):
        for cell in re.findall(r"[A-Z]+\d+", problem["cell"] or ""):
            if problem["severity"] != "info" and (cell, problem["sheet"]) in cells:
                key = cells[cell, problem["sheet"]]
                found.setdefault(key, []).append((problem["code"], problem["message"]))
    return form, found


def test_every_check_of_the_form_fires_at_its_cell_and_alone(judged):
    form, found = judged
    assert [check.name for check in form.checks] == list(WRONG)
    for place, (name, (_, field)) in enumerate(WRONG.items()):
        here = {of: told for (row, of), told in found.items() if row == place}
        assert list(here) == [field], (name, here)
        ((code, message),) = here[field]
        check = form.checks[place]
        said = [words for words in re.split(r"\{\{.+?\}\}", check.message) if words]
        assert code == "inconsistent"
        assert all(words in message for words in said), message
        assert check.explanation.endswith("とき、お尋ねします。")


def test_a_row_tells_what_its_kind_asks_for(judged):
    _, found = judged
    for place, (_, fields) in enumerate(LACKING, len(WRONG)):
        here = {of for (row, of), told in found.items() if row == place and told[0][0] == "required-by-condition"}
        assert here == fields, (place, found)


def test_sound_rows_and_improvements_are_let_be(judged):
    _, found = judged
    first = len(WRONG) + len(LACKING)
    assert {key: told for key, told in found.items() if key[0] >= first} == {}


def test_a_record_stands_on_two_lines_below_headings_that_stay(judged):
    form, _ = judged
    tops = [parse_address(form.field(name, TABLE).cells[1])[0] for name in ("受付日", "処置")]
    assert tops[1] == tops[0] + 1
    assert {field.block_height for field in form.entries_of(TABLE)} == {2}
