"""No word of any one city stands in the code of the package: a city's words are in its forms, lists and papers."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "kusei_batch"
CITIES = re.compile(
    "川崎|かわさき|カワサキ|名古屋|なごや|(?<!\\w)幸区|中原区|高津区|宮前区|多摩区|麻生区|千種区|瑞穂区|天白区|栄サービス|サンキュー"
)
OFFICES = re.compile(
    "チャレンジ☆|区企画調整会議|区民サービス部|区総合行政推進会議|区民会議|区政運営方針|地域課題対応事業|即応事業|サービス向上委員会"
)
SAMPLE = ("demo", "sample", "starter")
"""The sample year and the templates are data: those may speak as their office does."""


def lines_that_say(words: re.Pattern[str], but: tuple[str, ...]) -> list[str]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if place.parts[0] not in but:
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [f"{place}:{n}: {line.strip()}" for n, line in enumerate(lines, 1) if words.search(line)]
    return found


def test_no_city_stands_in_the_code():
    assert lines_that_say(CITIES, ()) == []


def test_no_office_of_one_city_stands_in_the_code_beside_the_sample():
    assert lines_that_say(OFFICES, SAMPLE) == []
