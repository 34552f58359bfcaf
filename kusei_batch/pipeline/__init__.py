"""The whole batch: what the command line calls, and the only place where the stages meet.

The night, in order: `intake` (what lies in the inbox is examined and entered in the ledger), `status` (where every
round stands, by the ledger), `outputs` (sheets sent back, documents, pages). `workspace` begins, looks over and
verifies the folder all this happens in. The modules beside them are the commands; `session` is what every run holds.
"""
