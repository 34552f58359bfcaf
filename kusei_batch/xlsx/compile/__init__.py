"""A template made ready for stamping, once: rows repeated, rules turned into validations and tints."""

from kusei_batch.xlsx.compile.compiling import compile_template
from kusei_batch.xlsx.compile.printed_size import PrintedSize, measure_printed_sizes
from kusei_batch.xlsx.compile.remote import UnmovableError

__all__ = ["PrintedSize", "UnmovableError", "compile_template", "measure_printed_sizes"]
