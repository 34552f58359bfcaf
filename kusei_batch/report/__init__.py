"""報告: one pure view of a ward's round, and the documents rendered from it."""
