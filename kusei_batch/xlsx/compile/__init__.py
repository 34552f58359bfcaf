"""A template made ready for stamping, once: rows repeated, rules turned into validations and tints."""

from kusei_batch.xlsx.compile.compiling import compile_template

__all__ = ["compile_template"]
