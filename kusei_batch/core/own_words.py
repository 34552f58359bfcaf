"""What an office calls its units, where the program itself speaks of 区, 部 and 部署."""

from __future__ import annotations

from dataclasses import dataclass

from kusei_batch.core.ward import DIVISION_LEVEL, SECTION, WARD_LEVEL


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words for 区, 部 and 部署: 病院, 部門 and 病棟 in a hospital."""

    ward: str = WARD_LEVEL
    division: str = DIVISION_LEVEL
    section: str = SECTION

    def heading(self, text: str) -> str:
        """Return a heading of the program in these words: 病棟名 for 部署名; any other heading as it is."""
        return {
            "区コード": f"{self.ward}コード",
            "区名": f"{self.ward}名",
            "部名": f"{self.division}名",
            "部署コード": f"{self.section}コード",
            "部署名": f"{self.section}名",
        }.get(text, text)

    def sentence(self, text: str) -> str:
        """Return words of the program, in which nothing stands that people have typed, with the own word for 部署."""
        return text.replace(SECTION, self.section)
