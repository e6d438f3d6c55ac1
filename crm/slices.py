"""Which slices there are. Importing a slice's jobs registers its sweeps, so this comes before the queue."""

from flask import Blueprint, Flask

from crm.accounts import jobs as account_jobs
from crm.accounts import routes as accounts
from crm.applications import ending_routes, promise_routes, undoing_routes
from crm.applications import routes as applications
from crm.applications import several_routes as answering_several
from crm.applications.importing import jobs as import_jobs
from crm.applications.importing import routes as imports
from crm.candidates import routes as candidates
from crm.consent import jobs as consent_jobs
from crm.consent import routes as notices
from crm.incidents import routes as incidents
from crm.intake import jobs as intake_jobs
from crm.invitations import routes as invitations
from crm.invitations import several_routes
from crm.mail import jobs as mail_jobs
from crm.mailbox import routes as mailbox
from crm.messages import routes as messages
from crm.papers import routes as papers
from crm.portal import (
    advice_routes,
    answer_routes,
    application_routes,
    certificate_routes,
    code_routes,
    file_routes,
    own_routes,
    share_routes,
    stop_routes,
    survey_routes,
)
from crm.portal import routes as portal_routes
from crm.portal.blueprint import bp as portal
from crm.privacy import routes as privacy
from crm.records import routes as records
from crm.relations import routes as relations
from crm.replies import routes as replies
from crm.reports import routes as reports
from crm.requests import jobs as request_jobs
from crm.requests import routes as requests
from crm.retention import jobs as retention_jobs
from crm.retention import person_routes
from crm.retention import routes as retention
from crm.settings import mail_routes as mail_settings
from crm.settings import matching_routes as matching_settings
from crm.settings import routes as settings
from crm.settings import survey_routes as survey_settings
from crm.settings.letters import routes as letters
from crm.surveys import jobs as survey_jobs
from crm.surveys import routes as surveys
from crm.synonyms import routes as synonyms
from crm.today import routes as today
from crm.vacancies import draft_routes, figure_routes, score_routes
from crm.vacancies import jobs as vacancy_jobs
from crm.vacancies import routes as vacancies
from crm.webhooks import jobs as webhook_jobs
from crm.webhooks import routes as webhooks

# Imported for their pages, which they add to a blueprint.
PORTAL = (
    advice_routes,
    certificate_routes,
    answer_routes,
    application_routes,
    code_routes,
    file_routes,
    own_routes,
    portal_routes,
    share_routes,
    stop_routes,
    survey_routes,
)
APPLICATIONS = (answering_several, ending_routes, undoing_routes)
INVITATIONS = (several_routes,)
RETENTION = (person_routes,)
VACANCIES = (draft_routes, figure_routes, score_routes)
SETTINGS = (mail_settings, matching_settings, survey_settings)
MAIL_JOBS = (mail_jobs, intake_jobs, webhook_jobs)
JOBS = (*MAIL_JOBS, account_jobs, consent_jobs, import_jobs, vacancy_jobs, retention_jobs, request_jobs, survey_jobs)
BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.bp,
    applications.bp,
    settings.bp,
    candidates.bp,
    imports.bp,
    incidents.bp,
    invitations.bp,
    messages.bp,
    letters.bp,
    notices.bp,
    papers.bp,
    portal,
    privacy.bp,
    promise_routes.bp,
    records.bp,
    relations.bp,
    replies.bp,
    reports.bp,
    requests.bp,
    retention.bp,
    surveys.bp,
    synonyms.bp,
    today.bp,
    vacancies.bp,
    webhooks.bp,
)


def register(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.config["MAILBOX"]:
        app.register_blueprint(mailbox.bp)
