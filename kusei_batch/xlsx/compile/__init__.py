"""A template made ready for stamping, once: rows repeated, rules turned into validations and tints."""

from kusei_batch.xlsx.compile.compiling import compile_template
from kusei_batch.xlsx.compile.remote import UnmovableError

__all__ = ["UnmovableError", "compile_template"]
