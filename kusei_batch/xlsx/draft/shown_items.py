"""What the program writes into a form itself: which labels ask for it, and where the fiscal year is printed."""

from __future__ import annotations

import re

from kusei_batch.core.text.notation import comparable

_LABELS = {
    "年度": "年度、対象年度、該当年度",
    "区名": "区名、区、区役所名、区役所",
    "部名": "部名、部、部局名、部局、所属部名、部局課名",
    "部署名": "課名、部署名、部署、課、所属、所属名、所属課、所属課名、担当課、担当課名、主管課、主管課名、所管課、"
    "所管課名、担当部署、担当部署名、所属部署、所属部署名、所管部署、提出課、課所名、部課名、部・課名、課・係名、課係名、担当部課、担当部課名、実施課、報告課、担当所属",
    "提出期限": "提出期限、提出期日、締切、締切日、提出締切、提出締切日、回答期限",
    "提出先": "提出先、回答先、送付先",
    "問合せ先": "問合せ先、問い合わせ先、お問合せ先、照会先",
    "管理番号": "管理番号、整理番号、様式管理番号",
    "様式番号": "様式番号、様式No",
}
SHOWN = frozenset((*_LABELS, "様式名", "版", "方針"))
"""What the program writes outside tables."""

_ITEMS = {comparable(label): item for item, labels in _LABELS.items() for label in labels.split("、")}
YEAR = re.compile(r"(?:令和|平成)[\s　]*(?:[0-9０-９]{1,2}|元|[○〇●_＿]{1,2})?[\s　]*年度")
NUMBERED = re.compile(
    r"[(（]?(?:別記)?(?:様式)?\s*第\s*[0-9０-９一二三四五六七八九十]{1,3}\s*号(?:の[0-9０-９一二三]+)?(?:様式)?"
    r"(?:[(（].*[)）])?[)）]?|[(（]?様式[0-9０-９]{1,2}[)）]?"
)


def shown_item(label: str) -> str:
    """Return the item that a label asks for; empty where the department answers it."""
    return _ITEMS.get(comparable(label), "")
