"""Word papers: a template that a coordinator edits, filled from the view by Japanese names."""
