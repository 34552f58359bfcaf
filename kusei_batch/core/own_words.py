"""What an office calls its units and its work, where the program itself speaks of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.core.ward import DIVISION_LEVEL, SECTION, WARD_LEVEL

_SECTIONS = re.compile(rf"(?<![「.]){SECTION}(?!コード|名|」|別|:|の列|の見出し)|(?<=」の){SECTION}(?=「)")
_ALONE = re.compile(
    rf"(?<![一-龥ァ-ヶ「・A-Za-z]){WARD_LEVEL}(?![一-龥」・:ァ-ヶ]|なら )"
    rf"|(?<=[各全別]){WARD_LEVEL}(?=[のがでに、])"
)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words for 区, 部 and 部署: 病院, 部門, 病棟 in a hospital; `work` is what all is for (blank: unsaid)."""

    ward: str = WARD_LEVEL
    division: str = DIVISION_LEVEL
    section: str = SECTION
    work: str = ""

    def named(self) -> Mapping[str, str]:
        """Return the words as a template asks for them."""
        return {"区": self.ward, "部": self.division, "部署": self.section, "取組": self.work}

    def heading(self, text: str) -> str:
        """Return a heading of the program in these words: 病棟名 for 部署名; any other heading as it is."""
        return {
            "区コード": f"{self.ward}コード",
            "区名": f"{self.ward}名",
            "部名": f"{self.division}名",
            "部署コード": f"{self.section}コード",
            "部署名": f"{self.section}名",
        }.get(text, text)

    def message(self, text: str) -> str:
        """Return a message of the catalog in these words, before it is filled in with what people have typed.

        What names a heading, a list or a folder of the program (部署コード, 「区」, ほかの区:) stays as it is there.
        """
        text = _ALONE.sub(self.ward, text) if self.ward != WARD_LEVEL else text
        return _SECTIONS.sub(self.section, text)

    def sentence(self, text: str) -> str:
        """Return words of the program, in which nothing stands that people have typed, with the own words for units.

        A heading of the master is named as it stands there.
        """
        return re.sub(
            rf"(?<!マスタの){SECTION}", self.section, text.replace("部に属さない", f"{self.division}に属さない")
        )


STANDARD_WORDS = OwnWords()
