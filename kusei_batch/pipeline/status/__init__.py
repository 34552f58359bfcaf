"""Where every round stands, worked out from the ledger: what counts, what changed, what waits for a decision."""
