"""The only package that knows the workbook format."""
