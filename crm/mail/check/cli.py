"""`weerzien mail-check`: will our mail be taken, and what to publish."""

import json
import sys

import click
from flask import current_app
from flask_babel import force_locale

from crm.clock import utcnow
from crm.extensions import db
from crm.mail.check import services
from crm.mail.check.dns import Dns
from crm.mail.check.examine import is_red
from crm.mail.check.finding import Level
from crm.mail.check.sentences import sentence
from crm.schema import on_current_database
from models import Organisation

SIGNS = {Level.OK: "fits", Level.SOON: "look", Level.RED: "RED"}


@click.command("mail-check")
@click.option("--selector", "selectors", multiple=True, help="The name of a DKIM key; ask your relay. Repeats.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@on_current_database
def mail_check(selectors: tuple[str, ...], as_json: bool) -> None:
    """Ask DNS about SPF, DKIM, DMARC, the way back for bounces and the relay. Ends with 1 when one is red."""
    organisation = db.session.scalars(Organisation.current()).one_or_none()
    if organisation is None:
        raise click.ClickException("There is no organisation yet. Make one first: weerzien setup")
    sending = services.sending_of(
        organisation,
        mail_url=current_app.config["CRM_MAIL_URL"],
        bounce_address=current_app.config["CRM_BOUNCE_ADDRESS"],
        selectors=selectors,
    )
    findings = services.look(sending, Dns(), now=utcnow())
    db.session.commit()
    with force_locale("en"):
        told = [finding.as_json() | {"sentence": sentence(finding.word, finding.values)} for finding in findings]
    if as_json:
        click.echo(json.dumps({"domain": sending.domain, "red": is_red(findings), "findings": told}))
    else:
        for finding, each in zip(findings, told, strict=True):
            click.echo(f"{SIGNS[finding.level]:>4}  {finding.about:<5} {each['sentence']}")
            if finding.publish:
                click.echo(f"            publish: {finding.publish}")
    sys.exit(1 if is_red(findings) else 0)
