"""For every code of the catalog, sheets that raise it, with the cells where it is raised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kusei_batch.core.form import Form
from kusei_batch.core.values import Cell, CellKind
from tests.validate.builders import ERROR_CELL, FORM, UNCOMPUTED_CELL, changed_form, changed_table, target

Targets = tuple[Mapping[str, object] | None, ...]


@dataclass(frozen=True)
class Sample:
    """A sheet and the cells of the problem it raises."""

    cells: str | None
    targets: Targets = ()
    head: Mapping[str, object] = field(default_factory=dict)
    form: Form = FORM


def one(cells: str, **changes: object) -> Sample:
    return Sample(cells, (target(**changes),))


VAGUE = {"目標": "丁寧な対応に努めます。", "具体的な取組内容": "笑顔を心がけます。", "評価指標": "市民の声"}
FORMULA_TEXT = Cell(CellKind.TEXT, "実施回数", formula=True)
WITHOUT_NOTHING = Form(**{**{n: getattr(FORM, n) for n in FORM.__slots__}, "nothing_field": None})
NEARLY = "転入の手続案内を3か国語で作成し、窓口で配布します！"

SAMPLES: dict[str, tuple[Sample, ...]] = {
    "sheet-untouched": (Sample("C4"), Sample("C4", (None, {"目標": "  　\n"}))),
    "no-rows": (Sample("B12", head={"記入者": "川崎"}, form=WITHOUT_NOTHING),),
    "no-rows-nor-nothing": (
        Sample("B12", head={"記入者": "川崎"}),
        Sample("B12", head={"該当なし": "いいえ"}),
    ),
    "too-few-rows": (Sample("B13", (target(),), form=changed_table(min_rows=2)),),
    "too-many-rows": (Sample("B14", (target(1), target(2), target(3)), form=changed_table(max_rows=2)),),
    "unusually-many-rows": (Sample("B15", tuple(target(n) for n in (1, 2, 3, 4))),),
    "blank-row-between": (
        Sample("B13", (target(1), None, target(3))),
        Sample("B12,B14", (None, target(1), None, target(3))),
    ),
    "nothing-contradicted": (Sample("C6", (target(),), {"該当なし": "はい"}),),
    "required-blank": (
        one("E12", 評価指標=None),
        one("E12", 評価指標="　 "),
        Sample("E12,E14", (target(1, 評価指標=None), target(2), target(3, 評価指標=None))),
    ),
    "required-by-condition": (one("J12", 予算措置="緊急対応"),),
    "says-nothing": (
        one("J12", 予算措置="緊急対応", 予算の理由="なし"),
        one("J12", 予算措置="緊急対応", 予算の理由="特に無し。"),
        one("D12", 具体的な取組内容="ー"),
    ),
    "error-value": (one("F12", 目標値=ERROR_CELL), one("E12", 評価指標=ERROR_CELL)),
    "uncomputed-formula": (one("F12", 目標値=UNCOMPUTED_CELL), one("E12", 評価指標=UNCOMPUTED_CELL)),
    "not-a-number": (one("F12", 目標値="未定"), one("G12", 参加人数="②")),
    "number-with-words": (one("F12", 目標値="80％以上"),),
    "wrong-unit": (one("F12", 目標値="80件"),),
    "date-for-number": (one("F12", 目標値=dt.date(2026, 4, 1)),),
    "not-an-integer": (one("G12", 参加人数="1.5"), one("G12", 参加人数=Decimal("1.5"))),
    "too-small": (one("F12", 目標値=-1),),
    "too-large": (one("F12", 目標値="１００．１"),),
    "number-read": (one("F12", 目標値="９８"),),
    "not-a-date": (one("H12", 期限="随時"),),
    "date-not-exact": (one("H12", 期限="令和8年度内"),),
    "impossible-date": (one("H12", 期限="R9.2.30"),),
    "date-too-early": (one("H12", 期限=dt.date(2026, 3, 31)),),
    "date-too-late": (one("H12", 期限="R9.4.1"),),
    "date-read": (one("H12", 期限="R8.9.30"),),
    "date-year-assumed": (one("H12", 期限="9月30日"),),
    "fiscal-year-end-read": (one("H12", 期限="令和8年度末"),),
    "era-mismatch": (one("H12", 期限="平成38年9月30日"),),
    "weekday-mismatch": (one("H12", 期限="令和8年9月30日（火）"),),
    "date-serial-read": (one("H12", 期限=46295),),
    "unknown-choice": (one("I12", 予算措置="必要"), one("B12", 場面="電話、掲示")),
    "several-choices": (one("I12", 予算措置="不要・緊急対応"),),
    "not-yes-no": (one("K12", 公表="たぶん"),),
    "choice-read": (
        one("B12", 場面="電話・対面対応"),
        Sample("B12,B13", (target(1, 場面="電話"), target(2, 場面="電話"))),
    ),
    "too-long": (one("C12", 目標="毎月実施します。" * 20),),
    "formula-in-text": (one("E12", 評価指標=FORMULA_TEXT),),
    "formula-as-text": (one("E12", 評価指標="=A1&A2"),),
    "date-in-text": (one("E12", 評価指標=dt.date(2026, 4, 1)),),
    "leads-elsewhere": (one("E12", 評価指標="別紙のとおり"),),
    "control-characters": (one("E12", 評価指標="実施\u200b回数"), one("E12", 評価指標="実施\x0b回数")),
    "platform-characters": (Sample("C4", (target(),), {"記入者": "髙﨑𠮷"}), one("E12", 評価指標="㈱との協議①")),
    "individual-number": (one("E12", 評価指標="6214 9832 0257"),),
    "personal-data": (one("E12", 評価指標="044-999-0101への折返し件数"),),
    "carried-on": (
        Sample("D12", (target(具体的な取組内容="→"),), form=changed_form("具体的な取組内容", goes_on_from="目標")),
    ),
    "nothing-to-carry-on": (
        Sample(
            "D12", (target(具体的な取組内容="→"),), form=changed_form("具体的な取組内容", goes_on_from="予算の理由")
        ),
    ),
    "words-for-number": (Sample("F12", (target(目標値="未設定"),), form=changed_form("目標値", takes_words=True)),),
    "duplicate-rows": (
        Sample("C12,C13", (target(1), target(1))),
        Sample("C12,C14", (target(1, 目標="電話は 3回以内"), target(2), target(3, 目標="電話は３回以内。"))),
    ),
    "similar-rows": (Sample("C12,C13", (target(4), target(1, 目標=NEARLY.replace("窓口", "窓口等")))),),
    "nothing-checkable": (
        one("C12,D12,E12", **VAGUE),
        Sample("C12,D12,E12,C13,D13,E13", (target(1, **VAGUE), target(2, **{**VAGUE, "目標": "親切に接します。"}))),
    ),
}
