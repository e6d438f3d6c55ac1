"""The demo's own door: the application of `wsgi.py` with the page that shows what mail would have left."""

from crm import create_app

app = create_app({"MAILBOX": True})
