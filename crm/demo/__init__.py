"""An invented company with a past, so that every screen has something true to show. No person in it exists."""
