"""管理番号 and seal."""

from hypothesis import given
from hypothesis import strategies as st

from kusei_batch.core.identity import APART, make_sheet_id, next_serial, parse_sheet_id, seal, seal_holds

CODES = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=8)


@given(CODES, st.integers(1, 99))
def test_a_sheet_id_is_read_back_as_people_retype_it(code, serial):
    sheet_id = make_sheet_id("R08", code, serial)
    wide = sheet_id.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})
    assert parse_sheet_id(sheet_id) == parse_sheet_id(f" {wide} ") == sheet_id


@given(CODES, st.integers(1, 99), st.data())
def test_one_wrong_character_is_noticed(code, serial, data):
    sheet_id = make_sheet_id("R08", code, serial)
    place = data.draw(st.sampled_from([i for i, c in enumerate(sheet_id) if c.isdigit()]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != sheet_id[place]]))
    assert parse_sheet_id(sheet_id[:place] + other + sheet_id[place + 1 :]) is None


def test_a_sheet_id_that_is_none_is_none():
    assert parse_sheet_id("R08-1303-1-99") is None
    assert parse_sheet_id("令和8年度") is None


def test_a_seal_binds_sheet_form_version_and_key():
    mark = seal(b"k", "R08-1-1-00", "様式", "1")
    assert seal_holds(b"k", "R08-1-1-00", "様式", "1", mark)
    assert not seal_holds(b"k", "R08-1-1-00", "様式", "2", mark)
    assert not seal_holds(b"other", "R08-1-1-00", "様式", "1", mark)


def test_what_the_city_issues_beside_a_ward_is_numbered_for_itself():
    """Whichever of the two issues first, and whether one of them issues all, a sheet bears the same number."""
    ward = [make_sheet_id("R08", "1202", serial) for serial in (1, 2)]
    city = [make_sheet_id("R08", "1202", APART + 1)]
    assert [next_serial(known) for known in (ward, [*ward, *city], city)] == [3, 3, 1]
    assert [next_serial(known, apart=True) for known in (ward, [*ward, *city], city)] == [APART + 1, *[APART + 2] * 2]
