"""Vacancies: what is open, what it asks, and who in the pool fits it."""
