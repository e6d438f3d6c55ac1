"""Staff: who signs in, with which password, and what their roles let them do."""
