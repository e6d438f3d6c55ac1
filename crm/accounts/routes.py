"""The door: signing in and out, and the language of the pages."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import format_time
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import links, throttle
from crm.access import needs, own_path, public
from crm.accounts import attempts, passwords, services, sessions
from crm.accounts.forms import AskPasswordForm, NewPasswordForm, SignInForm
from crm.clock import utcnow
from crm.database import begin_reading
from crm.extensions import db
from crm.languages import LANGUAGES
from crm.visitors import visitor
from models import Language, LinkKind, User

bp = Blueprint("accounts", __name__)

LINKS_PER_VISITOR = 10


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    target = own_path(request.args.get("next"), otherwise=url_for("today.index"))
    if current_user.is_authenticated:
        return redirect(target, 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200
    email, now = form.email.data.strip(), utcnow()
    wait = attempts.must_wait_until(email, visitor(), now=now)
    db.session.commit()
    user = None if wait else _recognise(email, form.password.data)
    if user is None:
        return _refuse(form, wait)
    attempts.succeeded(email, visitor(), now=now)
    if passwords.is_outdated(user.password_hash or ""):
        user.password_hash = passwords.hash_password(form.password.data)
    sessions.begin(user, now=now)
    db.session.commit()
    return redirect(target, 303)


def _recognise(email: str, password: str) -> User | None:
    """Whose password this is. In a transaction that only reads: hashing takes its time and must hold nobody up."""
    begin_reading()
    user = db.session.scalars(User.with_email(email)).one_or_none()
    is_right = passwords.verify(user.password_hash if user and not user.disabled_at else None, password)
    db.session.rollback()
    return user if is_right else None


def _refuse(form: SignInForm, wait: datetime | None) -> tuple[str, int, dict[str, str]]:
    """One answer for an unknown address and a wrong password alike."""
    if wait is None:
        form.form_errors.append(_("This e-mail address and password do not belong together."))
        return render_template("accounts/sign_in.html", form=form), 422, {}
    at = format_time(wait, "HH:mm")
    form.form_errors.append(_("Too many attempts. Try again after %(time)s, or ask for a new password.", time=at))
    seconds = int((wait - utcnow()).total_seconds()) + 1
    return render_template("accounts/sign_in.html", form=form), 429, {"Retry-After": str(seconds)}


@bp.route("/sign-out", methods=["POST"])
@needs()
def sign_out() -> Response:
    sessions.end(now=utcnow())
    db.session.commit()
    return redirect(url_for(".sign_in"), 303)


@bp.route("/language", methods=["POST"])
@public
def language() -> Response:
    """The user's language from now on; before signing in, this visit's."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES and current_user.is_authenticated:
        current_user.language = Language(chosen)
        session.pop("language", None)
        db.session.commit()
    elif chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(own_path(request.form.get("next"), otherwise=url_for("today.index")), 303)


@bp.route("/password", methods=["GET", "POST"])
@public
def ask_password() -> str | tuple[str, int]:
    """Ask for a link. The answer is the same whether we know the address or not."""
    form = AskPasswordForm()
    if not form.validate_on_submit():
        return render_template("accounts/ask_password.html", form=form), 422 if form.errors else 200
    now = utcnow()
    asked = throttle.count("password_link_visitor", visitor(), now=now, window=timedelta(hours=1))
    if asked > LINKS_PER_VISITOR:
        db.session.commit()
        abort(429)
    services.ask_password_link(form.email.data, now=now)
    db.session.commit()
    return render_template("accounts/password_asked.html", email=form.email.data)


@bp.route("/password/<secret>", methods=["GET", "POST"])
@public
def set_password(secret: str) -> str | Response | tuple[str, int]:
    form = NewPasswordForm()
    link = links.opened(secret, LinkKind.STAFF, now=utcnow())
    if link is None or link.user is None or link.user.disabled_at:
        return render_template("accounts/password_link_spent.html"), 404
    if form.validate_on_submit():
        try:
            services.set_password_by_link(secret, form.password.data, now=utcnow())
        except services.LinkIsSpent:
            db.session.rollback()
            return render_template("accounts/password_link_spent.html"), 404
        except passwords.WeakPassword as weak:
            db.session.rollback()
            form.password.errors = [str(weak)]
        else:
            db.session.commit()
            flash(_("Your new password is set. Sign in with it."))
            return redirect(url_for(".sign_in"), 303)
    return render_template("accounts/set_password.html", form=form, user=link.user), 422 if form.errors else 200
