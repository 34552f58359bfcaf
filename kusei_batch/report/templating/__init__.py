"""Templates of every kind: the names they may use, their tags, what is wrong with them, and trying them out."""
