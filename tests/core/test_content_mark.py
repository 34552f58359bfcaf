"""The mark by which a sheet names a content: nothing that a check for personal data could take for a number."""

from __future__ import annotations

from hashlib import sha256

import pytest

from kusei_batch.core.confirmation import content_id
from kusei_batch.core.submission_decision import mark_of
from kusei_batch.validate.personal import mask_personal
from kusei_batch.validate.privacy import mask_text

CONTENTS = [sha256(str(number).encode()).hexdigest() for number in range(20_000)]


def test_no_mark_passes_for_a_number_of_a_person():
    ids = (text for content in CONTENTS for text in (mark_of(content), f"B1303-{content_id('1304', content)}-目標1"))
    assert [text for text in ids if mask_personal(mask_text(text)) != text] == []


def test_contents_have_marks_of_their_own():
    marks = {mark_of(content) for content in CONTENTS}
    assert (len(marks), {len(mark) for mark in marks}) == (len(CONTENTS), {12})


@pytest.mark.parametrize(
    ("content", "mark"), [("6" * 64, "6" * 12), ("ab", "ab"), ("1" * 8 + "c0ffee" * 3, "c0ffeec0ffee")]
)
def test_a_mark_begins_with_a_letter_where_there_is_one(content: str, mark: str):
    assert mark_of(content) == mark
