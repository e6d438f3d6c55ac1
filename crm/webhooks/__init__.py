"""Telling other systems what the team hears: signed JSON, or a line in a chat."""
