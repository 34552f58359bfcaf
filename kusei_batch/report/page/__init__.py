"""Web pages: a template that a coordinator edits, filled from the public view by the same names as papers."""
