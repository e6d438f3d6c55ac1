"""How sending can fail, told apart by what it means for the mail."""


class TemporaryFailure(Exception):
    """The server said: later. Nothing left."""


class Unreachable(TemporaryFailure):
    """There is no server to talk to, or it does not let us in: no mail leaves now, whoever it is for."""


class PermanentFailure(Exception):
    """The server said: never. Nothing left. `status` is its reason in the figures of RFC 3463, when it gave one."""

    def __init__(self, told: str, status: str = "") -> None:
        super().__init__(told)
        self.status = status


class Unanswered(Exception):
    """The mail was handed over, and the line went dead before the answer: nobody knows whether it arrived."""
