"""The shape of a webhook."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from crm.webhooks.addresses import LONGEST, AddressRefused, resolve
from crm.webhooks.words import REASONS
from models import WebhookKind


class WebhookForm(FlaskForm):
    name = StringField(
        _l("Name"),
        [DataRequired(_l("Give it a name that colleagues recognise.")), Length(max=100)],
        description=_l("For example: planning, or #recruitment"),
    )
    kind = RadioField(
        _l("What listens there"),
        choices=[
            SelectChoice(WebhookKind.SIGNED.value, _l("A program")),
            SelectChoice(WebhookKind.CHAT.value, _l("A chat: Slack, Mattermost or Rocket.Chat")),
        ],
        default=WebhookKind.SIGNED.value,
    )
    url = StringField(
        _l("Address"),
        [DataRequired(_l("Fill in an address that begins with https://.")), Length(max=LONGEST)],
        description=_l("Begins with https:// and can be reached from the internet."),
        render_kw={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"},
    )

    def validate_url(self, field: Any) -> None:
        """Said now rather than in the log; every sending asks again."""
        try:
            resolve(field.data.strip(), loopback=current_app.config["LOOPBACK_WEBHOOKS"])
        except AddressRefused as refused:
            raise ValidationError(REASONS[refused.reason]) from None
