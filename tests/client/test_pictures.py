"""A picture inserted in LibreOffice is the picture of the cell it lies over; one in a fresh copy is seen there."""

from __future__ import annotations

import hashlib

from kusei_batch.core.picture import PlacedPicture
from kusei_batch.xlsx.pictures.anchoring import place_pictures
from tests.client.office import LibreOffice
from tests.collect.picture_form import FIRST, HEAD, SHEET, drawn, issue_pictures


def test_pictures_inserted_in_libreoffice_are_their_cells(office: LibreOffice, tmp_path):
    form = issue_pictures(tmp_path)
    path, file, other = tmp_path / "様式.xlsx", tmp_path / "写真.png", drawn(70, 60)
    placed = PlacedPicture(SHEET, FIRST, "写真", "png", 70, 60, other)
    path.write_bytes(place_pictures(form.blank(), [placed]))
    file.write_bytes(drawn(80, 60))
    with office.open(path) as document:
        document.picture(SHEET, HEAD, file)
        records, problems = form.read(document.save().read_bytes())
    assert [p.code for p in problems if p.code.startswith(("picture", "several", "words", "beside"))] == []
    found = [records[0].fields["会場の写真"], records[1].fields["写真"]]
    assert [(p.kind, p.width, p.height) for p in found] == [("PNG", 80, 60), ("PNG", 70, 60)]
    # What was in the sheet before comes back byte for byte.
    assert found[1].content == hashlib.sha256(other).hexdigest()
