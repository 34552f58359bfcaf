"""However the parts that say whose a copy is are damaged or exchanged, it is nobody else's."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from kusei_batch.collect.extract import extract_submission
from kusei_batch.collect.identify import identify, name_folders
from kusei_batch.collect.owner import check_owner
from kusei_batch.core.addressees import Addressees
from kusei_batch.core.identity import make_sheet_id, seal
from kusei_batch.core.submission import Entry
from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.reader import Workbook, read_workbook
from tests.collect.copies import DEPARTMENTS, KEY, OTHER_ID, SHEET_ID, SHOWN, Issued

AFAR_ID = make_sheet_id("R08", "1403", 1)
FOLDERS = name_folders(Addressees(DEPARTMENTS, ()))
OWN_FOLDER = "幸区/区民課/様式.xlsx"
TIMES = 1_500
SEED = 20_260_401


def register(issued):
    other = replace(issued.entry, sheet_id=OTHER_ID, department_code="1304")
    other = replace(other, stamped={**other.stamped, "管理番号": (OTHER_ID,)})
    afar = replace(issued.entry, sheet_id=AFAR_ID, ward_code="14", department_code="1403")
    afar = replace(afar, stamped={**afar.stamped, "区名": ("中原区",), "管理番号": (AFAR_ID,)})
    return {sheet.sheet_id: sheet for sheet in (issued.entry, other, afar)}


class Copy:
    """A copy as it was read, to be damaged without the cost of writing it."""

    def __init__(self, issued: Issued) -> None:
        self.form = issued.form
        read = read_workbook(issued.copy())
        self.sheets = {name: read.sheets[name] for name in read.sheets}
        self.names = dict(read.names)
        self.beside = read.beside

    def put(self, sheet, address, text):
        if sheet in self.sheets:
            cells = {place: cell for place, cell in self.sheets[sheet].cells.items() if place != address}
            cells |= {address: text_cell(text)} if text else {}
            self.sheets[sheet] = replace(self.sheets[sheet], cells=cells)

    def seal_for(self, sheet_id):
        """Its hidden sheet exchanged for that of another copy, seal and all."""
        self.put("_kusei", (1, 2), sheet_id)
        self.put("_kusei", (4, 2), seal(KEY, sheet_id, self.form.id, self.form.version))

    def read(self):
        return Workbook(self.sheets, self.names, beside=self.beside)


NUMBER, WARD = (1, 5), (1, 1)


def damages(stranger, rng):
    """What may happen to one copy: each takes something away, spoils it, or puts another's in its place."""
    return [
        lambda copy: copy.sheets.pop("_kusei", None),
        lambda copy: copy.put("_kusei", (4, 2), ""),
        lambda copy: copy.put("_kusei", (4, 2), f"{rng.getrandbits(256):064x}"),
        lambda copy: copy.put("_kusei", (1, 2), stranger),
        lambda copy: copy.seal_for(stranger),
        lambda copy: copy.names.pop("_kusei_id", None),
        lambda copy: copy.names.update(_kusei_id=f'"{stranger}"'),
        lambda copy: copy.names.update(_kusei_id=f'"{rng.choice(("", "R08-1303-1-99", "#REF!"))}"'),
        lambda copy: copy.put("目標", NUMBER, ""),
        lambda copy: copy.put("目標", NUMBER, f"管理番号：{stranger}"),
        lambda copy: copy.put("目標", NUMBER, "管理番号：R08-1303-1-9"),
        lambda copy: copy.put("目標", (30, 3), f"{stranger} を参照"),
    ]


def owner(issued, copy, path):
    """The department a damaged copy would count for, or the code it is held for."""
    workbook = copy.read()
    known = register(issued)
    found, problems = identify(workbook, path, known, KEY, FOLDERS)
    if found is None:
        return problems[0].code
    submission, _ = extract_submission(workbook, issued.form, "0" * 64, issued.printed)
    held = list(check_owner(submission.shown, found, known.values(), path))
    return held[0].code if held else found.department_code


def test_no_damage_puts_a_sheet_under_another_department(issued):
    rng = random.Random(SEED)
    ends: Counter[str] = Counter()
    for _ in range(TIMES):
        stranger = rng.choice((OTHER_ID, AFAR_ID))
        copy = Copy(issued)
        # A number that is gone and an owner that is exchanged leave only what else is printed: the ward's name.
        done = rng.sample(damages(stranger, rng), rng.randint(1, 4))
        for damage in done:
            damage(copy)
        if stranger == OTHER_ID and not any(SHEET_ID in cell.text for cell in copy.sheets["目標"].cells.values()):
            copy.put("目標", NUMBER, f"管理番号：{SHEET_ID}")
        ends[owner(issued, copy, rng.choice((OWN_FOLDER, "様式.xlsx")))] += 1
    assert {end for end in ends if end.isdigit()} == {"1303"}, ends
    assert ends["1303"] > TIMES // 5
    assert ends["identity-conflict"]
    assert ends["sheet-of-another"]


@pytest.mark.parametrize("stranger", [OTHER_ID, AFAR_ID])
def test_hidden_sheet_and_name_exchanged_together_do_not_make_it_anothers(issued, stranger):
    copy = Copy(issued)
    copy.seal_for(stranger)
    copy.names["_kusei_id"] = f'"{stranger}"'
    assert owner(issued, copy, "様式.xlsx") == "identity-conflict"
    copy.put("目標", (30, 3), f"{stranger} を参照")
    assert owner(issued, copy, "様式.xlsx") == "sheet-of-another"


def test_with_its_number_exchanged_too_the_wards_name_tells(issued):
    copy = Copy(issued)
    copy.seal_for(AFAR_ID)
    copy.names["_kusei_id"] = f'"{AFAR_ID}"'
    copy.put("目標", NUMBER, f"管理番号：{AFAR_ID}")
    assert owner(issued, copy, "様式.xlsx") == "sheet-of-another"


class NeverAsked:
    def __iter__(self):
        pytest.fail("the register was gone through")


def shown(**texts):
    return {name: tuple(Entry(text_cell(text), "目標", "A1") for text in several) for name, several in texts.items()}


def test_more_of_anothers_stamped_texts_than_of_ones_own_tell(issued):
    ours, theirs = ("待合の案内", "電話の応対"), ("窓口の改善", "庁舎の表示")
    mine = replace(issued.entry, stamped={"前年度": ours, "番号": ("1", "2")})
    other = replace(register(issued)[OTHER_ID], stamped={"前年度": theirs, "番号": ("1", "2")})

    def told(*texts):
        return [p.params["other"] for p in check_owner(shown(前年度=texts), mine, [mine, other], "a.xlsx")]

    assert told(*theirs) == [OTHER_ID]
    assert told("窓口の改善") == [OTHER_ID]
    # Rows that went up, a text typed over, a coincidence: it is still ours.
    assert told("電話の応対") == told("待合の案内", "別のこと") == told("待合の案内", "窓口の改善") == told() == []


def test_a_copy_as_issued_costs_no_comparison(issued):
    submission, _ = issued.extract(issued.copy())
    assert SHOWN["管理番号"] in submission.shown["管理番号"][0].cell.text
    assert list(check_owner(submission.shown, issued.entry, NeverAsked(), "a.xlsx")) == []
