"""The words that mean the same here: what the team knows and no lexicon does."""
