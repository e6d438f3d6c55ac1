"""The organisation's settings and its people."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import format_time, refresh
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.access import needs
from crm.accounts import attempts, passwords, sessions
from crm.accounts import services as accounts
from crm.clock import utcnow
from crm.extensions import db
from crm.settings import services
from crm.settings.forms import (
    ContactForm,
    NewUserForm,
    OrganisationForm,
    PasswordForm,
    ProfileForm,
    SendingForm,
    UserForm,
)
from crm.visitors import visitor
from models import Language, MessageClass, Organisation, Tone, User
from models.contact import ContactLimits

bp = Blueprint("settings", __name__, url_prefix="/settings")

LAST_ADMINISTRATOR = _l("Nobody else can manage colleagues. Make somebody else administrator first.")

Answer = str | Response | tuple[str, int]


@bp.route("", methods=["GET", "POST"])
@needs("settings")
def index() -> Answer:
    organisation = db.session.scalars(Organisation.current()).one()
    form = OrganisationForm(obj=organisation)
    if form.validate_on_submit():
        values = form.data | {"language": Language(form.language.data), "tone": Tone(form.tone.data)}
        values.pop("csrf_token", None)
        changed = services.change_organisation(organisation, values, by=current_user, now=utcnow())
        db.session.commit()
        flash(_("The settings are changed.") if changed else _("Nothing was different, so nothing changed."))
        return redirect(url_for(".index"), 303)
    if not form.is_submitted():
        form.language.data, form.tone.data = organisation.language.value, organisation.tone.value
    red = any(finding["level"] == "red" for finding in organisation.mail_check or [])
    page = render_template(
        "settings/organisation.html",
        form=form,
        preset=organisation.preset,
        mail_trouble=red or organisation.mail_paused_at,
    )
    return page, 422 if form.errors else 200


@bp.route("/contact", methods=["GET", "POST"])
@needs("settings")
def contact() -> Answer:
    """How often one person may be written to."""
    organisation = db.session.scalars(Organisation.current()).one()
    form = ContactForm(obj=organisation)
    if form.validate_on_submit():
        values = {field.name: field.data for field in form if field.name != "csrf_token"}
        changed = services.change_organisation(organisation, values, by=current_user, now=utcnow())
        db.session.commit()
        flash(_("The settings are changed.") if changed else _("Nothing was different, so nothing changed."))
        return redirect(url_for(".contact"), 303)
    return render_template("settings/contact.html", form=form, usual=ContactLimits()), 422 if form.errors else 200


@bp.route("/sending", methods=["GET", "POST"])
@needs("settings")
def sending() -> Answer:
    """How long letters wait before they leave."""
    organisation = db.session.scalars(Organisation.current()).one()
    form = SendingForm(
        data={f"wait_{each.value}": organisation.send_delays.get(each.value, 0) for each in MessageClass}
    )
    if form.validate_on_submit():
        values = {"send_delays": form.delays}
        changed = services.change_organisation(organisation, values, by=current_user, now=utcnow())
        db.session.commit()
        flash(_("The settings are changed.") if changed else _("Nothing was different, so nothing changed."))
        return redirect(url_for(".sending"), 303)
    return render_template("settings/sending.html", form=form), 422 if form.errors else 200


@bp.route("/users")
@needs("users")
def users() -> str:
    page = db.paginate(User.listed(), per_page=25)
    return render_template("settings/users.html", page=page)


@bp.route("/users/new", methods=["GET", "POST"])
@needs("users")
def new_user() -> Answer:
    form = NewUserForm(language=db.session.scalars(Organisation.current()).one().language.value)
    if form.validate_on_submit():
        now = utcnow()
        try:
            user = accounts.add_user(
                email=form.email.data,
                name=form.name.data,
                roles=form.roles,
                language=Language(form.language.data),
                by=current_user,
                now=now,
            )
        except accounts.AddressTaken:
            form.email.errors = [_("Somebody here has this address already.")]
        else:
            accounts.mail_password_link(user, now=now)
            db.session.commit()
            flash(_("%(name)s gets a mail with a link to choose a password.", name=user.name))
            return redirect(url_for(".users"), 303)
    return render_template("settings/new_user.html", form=form), 422 if form.errors else 200


@bp.route("/users/<int:user_id>", methods=["GET", "POST"])
@needs("users")
def user(user_id: int) -> Answer:
    colleague = db.get_or_404(User, user_id)
    form = UserForm(obj=colleague)
    if form.validate_on_submit():
        try:
            accounts.change_user(colleague, name=form.name.data, roles=form.roles, by=current_user, now=utcnow())
        except accounts.LastAdministrator:
            form.admin.errors = [LAST_ADMINISTRATOR]
        else:
            db.session.commit()
            flash(_("%(name)s is changed.", name=colleague.name))
            return redirect(url_for(".users" if current_user.can("users") else ".profile"), 303)
    if not form.is_submitted():
        form.show_roles(colleague.roles)
    return render_template("settings/user.html", form=form, user=colleague), 422 if form.errors else 200


@bp.route("/users/<int:user_id>/link", methods=["POST"])
@needs("users")
def link(user_id: int) -> Response:
    colleague = db.get_or_404(User, user_id)
    accounts.mail_password_link(colleague, now=utcnow())
    db.session.commit()
    flash(_("%(name)s gets a mail with a link to choose a password.", name=colleague.name))
    return redirect(url_for(".user", user_id=user_id), 303)


@bp.route("/users/<int:user_id>/access", methods=["POST"])
@needs("users")
def access(user_id: int) -> Response:
    """Give access again, or take it: then every session of this colleague ends."""
    colleague = db.get_or_404(User, user_id)
    if request.form.get("access") == "given":
        accounts.give_access(colleague, by=current_user, now=utcnow())
        said = _("%(name)s can sign in again.", name=colleague.name)
    else:
        try:
            accounts.take_access(colleague, by=current_user, now=utcnow())
        except accounts.LastAdministrator:
            flash(LAST_ADMINISTRATOR, "error")
            return redirect(url_for(".user", user_id=user_id), 303)
        said = _("%(name)s is signed out everywhere and cannot sign in any more.", name=colleague.name)
    db.session.commit()
    flash(said)
    return redirect(url_for(".user", user_id=user_id), 303)


@bp.route("/profile", methods=["GET", "POST"])
@needs()
def profile() -> Answer:
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        current_user.name = form.name.data
        current_user.language = Language(form.language.data)
        current_user.theme = form.theme.data
        current_user.alert_frequency = form.chosen_frequency or current_user.alert_frequency
        db.session.commit()
        session.pop("language", None)
        refresh()
        flash(_("Your profile is changed."))
        return redirect(url_for(".profile"), 303)
    if not form.is_submitted():
        form.language.data = current_user.language.value
        form.alert_frequency.data = current_user.alert_frequency.value
    return render_template("settings/profile.html", form=form), 422 if form.errors else 200


@bp.route("/profile/password", methods=["GET", "POST"])
@needs()
def password() -> Answer:
    """A new password; every session but this one ends."""
    form = PasswordForm()
    if form.validate_on_submit() and _is_own_password(form):
        now = utcnow()
        try:
            accounts.set_password(current_user, form.password.data, now=now)
        except passwords.WeakPassword as weak:
            form.password.errors = [str(weak)]
        else:
            db.session.commit()
            sessions.begin(current_user, now=now)
            flash(_("Your password is changed. Wherever else you were signed in, you are signed out."))
            return redirect(url_for(".profile"), 303)
    return render_template("settings/password.html", form=form), 422 if form.errors else 200


def _is_own_password(form: PasswordForm) -> bool:
    """Asked again and counted like signing in: who finds an open screen must not be able to take it over."""
    wait = attempts.must_wait_until(current_user.email, visitor(), now=utcnow())
    db.session.commit()
    if wait:
        form.current.errors = [_("Too many attempts. Try again after %(time)s.", time=format_time(wait, "HH:mm"))]
    elif not passwords.verify(current_user.password_hash, form.current.data):
        form.current.errors = [_("This is not your current password.")]
    return not form.current.errors
