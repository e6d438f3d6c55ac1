"""What people ask of us about their data: corrected, explained, left alone; and by when they must have an answer."""
