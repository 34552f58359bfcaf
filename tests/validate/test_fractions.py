"""0.98 in a field of ％ is asked about, unless a number of that size is what the field holds; 1 where others tell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.core.values import Cell, CellKind
from tests.validate.builders import FORM, problems, target


def asked(*values: object, maximum: Decimal | None = Decimal(100)) -> list[tuple[str, str | None]]:
    fields = tuple(replace(f, maximum=maximum) if f.name == "目標値" else f for f in FORM.fields)
    targets = [target(n, 目標値=value) for n, value in enumerate(values, 1)]
    found = problems(*targets, form=replace(FORM, fields=fields))
    return [(p.params["meant"], p.location.cell) for p in found if p.code == "fraction-for-percentage"]


@pytest.mark.parametrize(
    ("values", "maximum", "expected"),
    [
        ((Decimal("0.98"),), Decimal(100), [("98", "F12")]),  # the bounds say more
        ((Decimal("0.98"), 95), None, [("98", "F12")]),  # so does the column
        ((Decimal("0.005"),), None, [("0.5", "F12")]),  # nothing tells: asked
        (("0.98",), Decimal(100), [("98", "F12")]),  # typed as text
        ((Decimal("0.98"), Decimal("0.95")), Decimal(1), []),  # fractions are what is wanted
        ((Decimal("0.98"), Decimal("0.95")), None, [("98", "F12"), ("95", "F13")]),  # a whole column pasted as shares
        ((0, 95), Decimal(100), []),
        ((Cell(CellKind.NUMBER, "98%", Decimal("0.98")),), Decimal(100), []),
        ((Cell(CellKind.NUMBER, "0.5%", Decimal("0.005")),), Decimal(100), []),
        (("0.5%",), Decimal(100), []),
        ((1, 95, 90), Decimal(100), [("100", "F12")]),  # a whole among percentages
        ((1, Decimal("0.95")), None, [("100", "F12"), ("95", "F13")]),  # and among shares
        ((Cell(CellKind.NUMBER, "1%", Decimal("0.01")), 95), Decimal(100), []),
        ((Cell(CellKind.NUMBER, "100%", Decimal(1)), 95), Decimal(100), []),
        ((1, 3, 90), Decimal(100), []),  # small percentages are usual here
        ((1,), Decimal(100), []),
    ],
)
def test_it_is_asked_where_the_others_are_larger(values, maximum, expected):
    assert asked(*values, maximum=maximum) == expected
