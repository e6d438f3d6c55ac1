"""A finding in words: how it stands, and what to do."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "no_spf": _l("%(domain)s does not say who may send its mail. Publish an SPF record that names your relay."),
    "spf_two": _l("%(domain)s has two SPF records, which counts as none. Make one of them."),
    "spf_lookups": _l(
        "The SPF record of %(domain)s leads to more than 10 further questions; receivers stop reading. Shorten it."
    ),
    "spf_broken": _l(
        "The SPF record of %(domain)s cannot be read at “%(part)s”, so it counts for nothing. Mend that part."
    ),
    "spf_everybody": _l("The SPF record of %(domain)s lets everybody send. End it with -all."),
    "spf_there": _l(
        "%(domain)s has an SPF record. We cannot see from here which machine delivers your mail; it must be in it."
    ),
    "spf_fits": _l("The SPF record of %(domain)s names %(relay)s."),
    "spf_without_relay": _l(
        "The SPF record of %(domain)s does not name %(relay)s. If your relay delivers from other machines, it "
        "tells you which “include” to add; if not, add it itself."
    ),
    "no_dkim": _l(
        "%(domain)s has no key for signed mail. Let your relay sign (DKIM) and publish the key that it gives you."
    ),
    "dkim_unknown": _l(
        "%(domain)s has keys for signed mail, under names that we cannot guess. Check yours with --selector."
    ),
    "dkim_missing": _l("There is no key at %(name)s. Publish the one that your relay gives you."),
    "dkim_revoked": _l("The key at %(name)s is empty or broken: mail signed with it is not believed."),
    "dkim_weak": _l("The key at %(name)s has fewer than 1024 bits and is not believed. Make a new one."),
    "dkim_short": _l("The key at %(name)s has fewer than 2048 bits. Make a longer one some day."),
    "dkim_testing": _l("The key at %(name)s says that it is a test (t=y). Take that away."),
    "dkim_fits": _l("The key at %(name)s is there. Whether mail is signed with it, a received mail shows."),
    "no_dmarc": _l(
        "%(domain)s does not say what to do with mail that pretends to be its own. Large providers then refuse "
        "ours too."
    ),
    "dmarc_two": _l("_dmarc.%(domain)s has two records, which counts as none. Keep one."),
    "dmarc_wish": _l("%(name)s wishes “p=%(wish)s”, which nobody knows. Choose none, quarantine or reject."),
    "dmarc_testing": _l("%(name)s says that it is a test (t=y), so its wish is not followed."),
    "dmarc_none": _l(
        "%(name)s asks for nothing yet (p=none). That is enough for our mail; quarantine also keeps impostors out."
    ),
    "dmarc_fits": _l("%(name)s asks to %(wish)s mail that only pretends to be yours."),
    "dmarc_old": _l("%(name)s still has %(tags)s, which the standard removed (RFC 9989). Take it away."),
    "aligned": _l("Bounces go to %(bounces)s, of the same organisation as %(domain)s."),
    "not_aligned": _l(
        "Bounces go to %(bounces)s, which is not of the same organisation as %(domain)s. Choose a "
        "CRM_BOUNCE_ADDRESS under %(domain)s."
    ),
    "strict": _l(
        "%(name)s is strict (aspf=s): bounces must go to %(domain)s itself, and they go to %(bounces)s. Take "
        "aspf=s away."
    ),
    "no_bounce_address": _l(
        "Bounces go to the sender at %(domain)s, and Weerzien does not hear of them. Set CRM_BOUNCE_ADDRESS."
    ),
    "mx_none_taken": _l("%(domain)s says that it takes no mail, so no bounce can come back."),
    "no_mx": _l("No mail server is named for %(domain)s, so no bounce can come back."),
    "mx_nowhere": _l("The mail server of %(domain)s, %(server)s, has no address."),
    "mx_fits": _l("What cannot be delivered comes back to %(domain)s."),
    "no_ptr": _l(
        "%(address)s of %(relay)s has no name (PTR). If it delivers to the world itself, ask whoever gave you the "
        "address for one."
    ),
    "ptr_other": _l("%(address)s is called %(name)s, and that name leads elsewhere. Let them fit."),
    "ptr_fits": _l("%(address)s is called %(name)s, and back."),
    "unanswered": _l("DNS did not answer about %(name)s. Try again in a minute."),
}


def sentence(word: str, values: Mapping[str, str]) -> str:
    """In the language of whoever reads it now."""
    return str(SENTENCES[word]) % values
