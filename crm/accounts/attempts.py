"""How often somebody may try a password: counted before the answer is known, so that many at once gain nothing."""

from datetime import datetime, timedelta

from crm import throttle

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 5
PER_VISITOR = 30


def must_wait_until(email: str, ip: str, *, now: datetime) -> datetime | None:
    """Count this attempt; when it is one too many, the moment from which the next may be made. The caller commits."""
    of_visitor = throttle.count("sign_in_visitor", ip, now=now, window=WINDOW)
    of_address = throttle.count("sign_in", email, now=now, window=WINDOW)
    if of_visitor > PER_VISITOR or of_address > PER_ADDRESS:
        return throttle.window_start(now, WINDOW) + WINDOW
    return None


def succeeded(email: str, ip: str, *, now: datetime) -> None:
    """A right password is no attempt: it counts neither for this address nor for the colleagues behind the same one."""
    throttle.take_back("sign_in_visitor", ip, now=now, window=WINDOW)
    throttle.forget("sign_in", email)
