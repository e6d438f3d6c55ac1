"""The outbox under fire: a server that misbehaves by plan, workers that kill themselves, and the rules as a model."""
