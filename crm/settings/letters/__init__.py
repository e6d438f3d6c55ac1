"""The page on which an organisation words its own letters."""
