"""Lengths in UTF-16 units and bytes."""

from __future__ import annotations

from kusei_batch.core.text.lengths import clip, cut, name_bytes, units


def test_a_character_beyond_the_first_plane_is_two_units_and_four_bytes() -> None:
    assert units("𠮷野家") == 4
    assert name_bytes("𠮷野家") == 10


def test_nothing_is_cut_in_the_middle_of_a_character() -> None:
    assert cut("𠮷𠮷𠮷", 3) == "𠮷"
    assert cut("𠮷𠮷", 4) == "𠮷𠮷"
    assert clip("𠮷𠮷𠮷", 5) == "𠮷𠮷…"
    assert units(clip("𠮷" * 40, 31)) <= 31
