"""Names that the expressions of the tests are made of."""

from __future__ import annotations

NAMES = (
    "達成度", "実績値", "目標値", "満足", "やや満足", "無回答", "回収数", "増減", "理由", "場面", "公表", "期限",
    "受付日", "電話・対面（窓口）", "対応", "対応状況", "合計", "いつかつどこ",
)  # fmt: skip
