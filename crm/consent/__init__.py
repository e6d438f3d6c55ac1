"""Ask, grant, refuse, withdraw: the only writer of the ledger."""
