"""The candidate's own page, on a personal link, without an account."""
