"""提案: a row that is proposed to the coordinator as a row of a list of the master."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.core.expression import Expression

ADOPTION = "採否"
"""The column of such a list that stays blank until somebody has decided."""

ADOPTED, DECLINED = "採用", "見送り"

NEXT_YEAR = "次年度"
BUILT_INS = ("行ID", "元のID", "番号", "部署コード", "部署名", "区コード", "区名", NEXT_YEAR)
"""What a column's text may name beside the items of the form; 次年度 is a 西暦 year.

元のID is the ID of the list a row is from, the 行ID of any other: so a row that comes back every year keeps one ID.
"""


SPREAD = ("件数", "区の数", "区の一覧", "部署の一覧", "はじめの年度", "近さ", "出どころ")
"""What a column's text may name beside these where rows are put together: of how many, whose, and since when."""


@dataclass(frozen=True, slots=True)
class Joining:
    """まとめ: rows of all years and wards that speak of the same kind of thing are proposed as one.

    Their texts in `items` are compared, where the answers to `within` meet (blank: everywhere). What fewer than
    `wards` wards have is not proposed.
    """

    items: tuple[str, ...]
    within: str = ""
    wards: int = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rows of `table` that meet `condition` are proposed to the list `target`, one by one or joined.

    `columns` gives for each column of the list the text to write, with `{{項目}}` in it.
    """

    table: str
    target: str
    condition: Expression
    columns: Mapping[str, str]
    joining: Joining | None = None
