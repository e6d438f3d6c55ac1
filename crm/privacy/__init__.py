"""What we tell everybody about their data."""
