"""The template workbook, read: what a coordinator's Excel file means as a Form, and all that is wrong with it."""

from kusei_batch.xlsx.template.template_reading import read_template

__all__ = ["read_template"]
