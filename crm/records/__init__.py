"""The record of processing activities (GDPR, article 30), made from what the product really keeps."""
