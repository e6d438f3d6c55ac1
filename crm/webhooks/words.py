"""Words for what happened to a delivery."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Delivery, DeliveryState, WebhookEvent

REASONS = {
    "not_an_address": _l("This is not an address. Copy it once more from the program that listens there."),
    "https": _l("The address must begin with https://: what we say about people may not travel in the open."),
    "password": _l("Leave the user name and password out of the address. What we send is signed instead."),
    "private": _l("This address lies inside a private network, so nothing is sent there. Use one that is public."),
    "unknown_host": _l("Nobody knows a machine with this name. Check the address."),
    "no_connection": _l("Nobody answers at this address."),
    "certificate": _l("The certificate there does not belong to this name, or is not trusted."),
    "too_slow": _l("No answer within ten seconds."),
    "broke_off": _l("The connection broke off before there was an answer."),
    "switched_off": _l("Switched off before it was sent."),
    "nobody_left": _l("Whom it was about may no longer be named, so nothing was sent."),
}


def event_words(event: WebhookEvent) -> str:
    return {
        WebhookEvent.MATCHES: _("People who fit"),
        WebhookEvent.NOBODY_FITS: _("Nobody fits"),
        WebhookEvent.REPLY: _("An answer to an invitation"),
        WebhookEvent.TEST: _("A test"),
    }[event]


def state_words(delivery: Delivery) -> str:
    return {
        DeliveryState.QUEUED: _("tried again later") if delivery.tries else _("on its way"),
        DeliveryState.SENDING: _("on its way"),
        DeliveryState.DELIVERED: _("arrived"),
        DeliveryState.FAILED: _("given up"),
        DeliveryState.CANCELLED: _("not sent"),
    }[delivery.state]


def reason_words(delivery: Delivery) -> str:
    """What came back; nothing when it arrived."""
    if delivery.reason:
        return str(REASONS[delivery.reason])
    if delivery.code is None or delivery.state is DeliveryState.DELIVERED:
        return ""
    if 300 <= delivery.code < 400:
        return _("The address leads on to another one; we do not follow. Fill in the last one.")
    return _("The receiver did not accept it.")
