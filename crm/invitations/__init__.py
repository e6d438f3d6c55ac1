"""Inviting a person whom the matcher found, by the decision of a named colleague; and what they answer."""
