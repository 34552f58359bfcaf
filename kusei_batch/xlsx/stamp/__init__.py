"""Copies of a compiled form: only the parts that differ are written, the rest is copied as it is."""

from kusei_batch.xlsx.stamp.stamping import CompiledForm, Covering, Finding, Stamp, stamp_sheet

__all__ = ["CompiledForm", "Covering", "Finding", "Stamp", "stamp_sheet"]
