"""回収: what lies in the inbox, examined in workers, archived and entered in the ledger."""
