"""How it was with us: eight questions after the end of a procedure, and what the answers set in motion."""
