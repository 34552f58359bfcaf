"""Texts as people see them: how wide they are, how values are printed, how columns are named."""
