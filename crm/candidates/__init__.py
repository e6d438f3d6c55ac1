"""People: profile, timeline, search, duplicates and the CV files that come with them."""
