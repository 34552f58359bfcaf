"""Number formats: what a cell shows of the number it holds (docs/analysis/number-formats.md)."""

from kusei_batch.xlsx.formats.number_format import GENERAL, Meaning, NumberFormat, number_format
from kusei_batch.xlsx.formats.stored import built_in_code, parse_stored, plain

__all__ = ["GENERAL", "Meaning", "NumberFormat", "built_in_code", "number_format", "parse_stored", "plain"]
