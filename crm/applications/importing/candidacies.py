"""The candidacy a row tells of: found among what we know, closed when it has been decided since, or added."""

from crm.applications.importing import problems
from crm.applications.importing.columns import Column
from crm.applications.importing.lookup import Lookup
from crm.applications.importing.problems import RowProblem
from crm.applications.importing.rows import ApplicantRow
from crm.applications.importing.rules import Conventions
from models import Application, Candidate, Language, Outcome, Stage, Vacancy


def find(candidate: Candidate, row: ApplicantRow, lookup: Lookup, conventions: Conventions) -> Application | None:
    """The same person, a vacancy of this title and, if the row names one, the same day of application.

    A yes to our invitation is written down elsewhere on another day: it is the same candidacy while it is open.
    """
    vacancies = {vacancy.id for vacancy in lookup.vacancies(row.vacancy)} if row.vacancy else set()
    day = conventions.day(row.applied_at) if row.applied_at else None
    for application in candidate.applications:
        if application.vacancy_id in vacancies and day in (None, conventions.day(application.applied_at)):
            return application
    return next((each for each in candidate.applications if each.vacancy_id in vacancies and _answers_us(each)), None)


def _answers_us(application: Application) -> bool:
    return application.invitation_id is not None and application.outcome is Outcome.OPEN


def update(application: Application, row: ApplicantRow) -> tuple[bool, list[RowProblem]]:
    """Whether it was decided since we heard of it, and what of the row says otherwise than we know."""
    if application.outcome is Outcome.OPEN and row.says_outcome and not row.is_open:
        application.outcome = row.outcome
        application.stage = row.stage
        application.decided_at = application.last_told_at = row.closed_at or application.applied_at
        return True, []
    if _answers_us(application):
        application.stage = row.stage  # how far they came since is known where the procedure runs
    found = []
    if row.says_outcome and row.outcome is not application.outcome:
        found.append(row.problem(Column.OUTCOME, row.outcome.value, problems.OTHER_VALUE))
    if row.stage not in (Stage.APPLIED, application.stage):
        found.append(row.problem(Column.STAGE, row.stage.value, problems.OTHER_VALUE))
    return False, found


def add(candidate: Candidate, row: ApplicantRow, lookup: Lookup, conventions: Conventions, language: Language) -> None:
    applied_at = row.applied_at or row.closed_at or conventions.now
    candidate.applications.append(
        Application(
            vacancy_id=_vacancy(row, lookup, conventions, language).id,
            stage=row.stage,
            outcome=row.outcome,
            applied_at=applied_at,
            decided_at=row.closed_at,
            last_told_at=row.closed_at or applied_at,
        )
    )


def _vacancy(row: ApplicantRow, lookup: Lookup, conventions: Conventions, language: Language) -> Vacancy:
    """An open candidacy needs an open vacancy; for a past one any of this title will do, the newest first.

    One that is made here is not compared with anybody: an import gives a title and nothing that it asks.
    """
    title = row.vacancy or ""
    known = [vacancy for vacancy in lookup.vacancies(title) if vacancy.is_open or not row.is_open]
    if known:
        return known[-1]
    vacancy = Vacancy(language=language, matching=False, opened_at=row.applied_at or row.closed_at or conventions.now)
    vacancy.rename(title)
    if not row.is_open:
        vacancy.close(row.closed_at or conventions.now)
    return lookup.add_vacancy(vacancy)
