"""Past and open candidacies: import, decide, feedback per requirement."""
