"""Data that was lost, seen by others or changed: written down, counted down from, and told to whom the law says."""
