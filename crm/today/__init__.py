"""The recruiter's first screen: the one next step, and what else waits."""
