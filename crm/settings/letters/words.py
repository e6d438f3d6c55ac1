"""What a writer reads about a problem or a remark: where, and what to do."""

from flask_babel import gettext as _

from crm.letters.checking import Problem
from crm.letters.remarks import Remark


def problem_words(problem: Problem) -> str:
    said = {
        "empty": _("Fill this in: a letter needs it."),
        "too_long": _(
            "This is %(length)s characters; at most %(most)s fit. Shorten it.",
            length=problem.quoted,
            most=problem.instead,
        ),
        "one_line": _("This is one line. Take the line break out."),
        "strange": _(
            "An invisible character (%(code)s) stands here, which can turn text around or break it. Type these words "
            "again instead of pasting them.",
            code=problem.quoted,
        ),
        "unknown": _unknown(problem),
        "not_here": _(
            "%(place)s has no value in this letter. Take it out, or choose a place from the list.", place=problem.quoted
        ),
        "not_in_field": _("%(place)s is too long for here. Use it in the text.", place=problem.quoted),
        "brace": _(
            "A loose %(brace)s stands here. A place is a name between two braces; other braces are not needed.",
            brace=problem.quoted,
        ),
        "missing": _("%(place)s is missing. Without it this letter has no content.", place=problem.instead),
        "alone": _(
            "%(place)s becomes paragraphs of its own. Put an empty line above and below it.", place=problem.quoted
        ),
    }[problem.kind]
    return (
        _("Line %(number)s: %(said)s", number=problem.line, said=said) if problem.line and _is_body(problem) else said
    )


def _is_body(problem: Problem) -> bool:
    return problem.field == "body"


def _unknown(problem: Problem) -> str:
    if problem.instead:
        return _("We do not know %(place)s. Did you mean %(near)s?", place=problem.quoted, near=problem.instead)
    return _("We do not know %(place)s. Choose a place from the list.", place=problem.quoted)


def remark_words(remark: Remark) -> str:
    quoted = remark.quoted
    return {
        "no_name": _("Nobody is addressed by name. A letter without a name reads as a circular."),
        "long_subject": _(
            "The subject is %(length)s characters long with this name; many phones cut it off after 50.", length=quoted
        ),
        "no_sentence": _(
            "%(place)s is not in it: what a colleague writes for one person will not be sent.", place=quoted
        ),
        "no_reasons": _("%(place)s is not in it: the reader will not see why we thought of them.", place=quoted),
        "address": _(
            "“%(address)s” leads away from the mail. People are wary of links in letters; the button below is ours.",
            address=quoted,
        ),
        "closing": _("The mail signs itself, with the name of who sends it. Leave out the closing words."),
        "says_u": _("“%(word)s” stands here, while your organisation says je.", word=quoted),
        "says_je": _("“%(word)s” stands here, while your organisation says u.", word=quoted),
        "other_is_older": _("The letter in the other language is older than this one. Does it still say the same?"),
    }[remark.kind]
