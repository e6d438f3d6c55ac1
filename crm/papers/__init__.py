"""Permission that was given on paper: recorded by one colleague, checked by another, confirmed by the person."""
