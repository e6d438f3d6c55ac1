"""In the demo: the mails that were sent, so that the journey can be clicked through."""
