"""Every mail: where it stands and why, taking it back, sending it again."""
