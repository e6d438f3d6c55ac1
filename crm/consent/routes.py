"""The words people agree to, how many did, and ending a purpose for everybody."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from crm.access import needs
from crm.clock import utcnow
from crm.consent.ending import end_purpose
from crm.consent.forms import EndingForm
from crm.consent.notices import NoticeText, asked, notice_text
from crm.extensions import db
from models import ConsentKind, Language, Notice, Organisation, Permission, Purpose, PurposeEnding
from models.consent import GIVES

bp = Blueprint("notices", __name__, url_prefix="/notices")


@dataclass(frozen=True)
class Standing:
    """One purpose: its words in both languages, their published version (none before the first yes), and who agrees."""

    purpose: Purpose
    texts: dict[str, NoticeText]
    version: int | None
    given: int
    is_asked: bool
    endings: list[PurposeEnding]


def _standing(purpose: Purpose) -> Standing:
    organisation = db.session.scalars(Organisation.current()).one()
    latest = db.session.scalars(Notice.latest(purpose, Language(str(get_locale())))).one_or_none()
    given = select(func.count()).where(
        Permission.purpose == purpose, Permission.kind.in_(GIVES), Permission.expires_at > utcnow()
    )
    endings = select(PurposeEnding).where(PurposeEnding.purpose == purpose).order_by(PurposeEnding.id.desc()).limit(5)
    return Standing(
        purpose=purpose,
        texts={language.value: notice_text(purpose, language, organisation) for language in Language},
        version=latest.version if latest else None,
        given=db.session.scalar(given) or 0,
        is_asked=purpose in asked(),
        endings=list(db.session.scalars(endings)),
    )


@bp.get("")
@needs("notices")
def index() -> str:
    return render_template("consent/notices.html", standings=[_standing(purpose) for purpose in Purpose])


def _purpose(name: str) -> Purpose:
    try:
        return Purpose(name)
    except ValueError:
        abort(404)


@bp.get("/<purpose>/end")
@needs("notices")
def ending(purpose: str) -> str:
    return render_template("consent/ending.html", standing=_standing(_purpose(purpose)), form=EndingForm(None))


@bp.post("/<purpose>/end")
@needs("notices")
def end(purpose: str) -> Response | tuple[str, int]:
    chosen, form = _purpose(purpose), EndingForm()
    if not form.validate_on_submit():
        return render_template("consent/ending.html", standing=_standing(chosen), form=form), 422
    kind = ConsentKind(form.kind.data)
    end_purpose(chosen, kind, reason=form.reason.data or "", by=current_user, now=utcnow())
    db.session.commit()
    flash(
        _("Every yes to this ends now, and nobody is asked again.")
        if kind is ConsentKind.REVOKED
        else _("Every yes to this ends now; everybody gets one mail that asks again.")
    )
    return redirect(url_for(".index"), 303)
