"""One copy from a compiled form: only the parts that differ are written, the rest is copied as it was packed."""

from __future__ import annotations

from dataclasses import dataclass

from kusei_batch.xlsx.stamp.copy_content import Covering, Finding, Stamp
from kusei_batch.xlsx.stamp.findings import FindingsSheet
from kusei_batch.xlsx.stamp.segments import QUICK, StampedPart
from kusei_batch.xlsx.zipping import Directory, Packed, join, pack

__all__ = ["CompiledForm", "Covering", "Finding", "Stamp", "stamp_sheet"]


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A template made ready for stamping; it can be pickled and sent to other processes.

    `fixed` are the parts every copy has in common, already packed; `no_findings` is 確認事項 with nothing in it.
    """

    fixed: Directory
    stamped: tuple[StampedPart, ...]
    findings: FindingsSheet
    no_findings: Packed


def stamp_sheet(compiled: CompiledForm, stamp: Stamp) -> bytes:
    """Return the workbook of one copy; the same stamp always makes the same bytes."""
    entries = [part.pack(stamp) for part in compiled.stamped]
    without = compiled.no_findings
    entries.append(pack(without.name, compiled.findings.write(stamp), QUICK) if stamp.findings else without)
    return join(compiled.fixed, entries)
