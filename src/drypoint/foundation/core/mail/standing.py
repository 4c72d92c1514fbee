"""What the domain of the sender tells other mail servers: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

AskTxt = Callable[[str], list[str]]
Verdict = Literal["well", "lacking", "unknown"]
WELL: Verdict = "well"
LACKING: Verdict = "lacking"
UNKNOWN: Verdict = "unknown"


@dataclass(frozen=True)
class MailStanding:
    """One thing that was looked at, and how it is."""

    what: str
    verdict: Verdict
    sentence: str


def standing_of(domain: str, ask: AskTxt, *, selector: str = "", user: str = "") -> list[MailStanding]:
    """Return how mail from a domain stands with those who get it; `ask` returns the TXT records of a name.

    selector is the DKIM key's name, which only the mail provider knows; user is who signs in to the mail server.
    """
    return [_spf(domain, ask), _dkim(domain, ask, selector), _dmarc(domain, ask), _alignment(domain, user)]


def _spf(domain: str, ask: AskTxt) -> MailStanding:
    records = [text for text in ask(domain) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]
    if not records:
        sentence = _(
            "%(domain)s names no servers that may send for it. Add the TXT record that your mail provider gives."
        )
        return MailStanding("SPF", LACKING, sentence % {"domain": domain})
    if len(records) > 1:
        sentence = _("%(domain)s has %(count)d SPF records, so that none counts. Keep one.")
        return MailStanding("SPF", LACKING, sentence % {"domain": domain, "count": len(records)})
    words = records[0].lower().split()[1:]
    if "+all" in words or "all" in words:
        sentence = _("%(domain)s lets everybody send for it (+all). End its record with ~all.")
        return MailStanding("SPF", LACKING, sentence % {"domain": domain})
    if not any(word.lstrip("?~-+") == "all" or word.startswith("redirect=") for word in words):
        sentence = _("The SPF record of %(domain)s does not end: add ~all or -all.")
        return MailStanding("SPF", LACKING, sentence % {"domain": domain})
    return MailStanding("SPF", WELL, _("%(domain)s says which servers may send for it.") % {"domain": domain})


def _dkim(domain: str, ask: AskTxt, selector: str) -> MailStanding:
    if not selector:
        sentence = _("Look for dkim=pass in the mail, or say `drypoint mail test ADDRESS --selector NAME`.")
        return MailStanding("DKIM", UNKNOWN, sentence)
    names = {"selector": selector, "domain": domain}
    tags = [_tags(text) for text in ask(f"{selector}._domainkey.{domain}")]
    keys = [found for found in tags if "p" in found and found.get("v", "DKIM1") == "DKIM1"]
    if not keys:
        sentence = _("There is no key %(selector)s at %(domain)s. Add the record of your mail provider.")
        return MailStanding("DKIM", LACKING, sentence % names)
    if not any(found["p"] for found in keys):
        return MailStanding("DKIM", LACKING, _("The key %(selector)s of %(domain)s has been withdrawn.") % names)
    return MailStanding("DKIM", WELL, _("The key %(selector)s of %(domain)s is there.") % names)


def _dmarc(domain: str, ask: AskTxt) -> MailStanding:
    labels = domain.split(".")
    # Where a domain has no record of its own, that of the domain above counts.
    for above in (".".join(labels[count:]) for count in range(max(len(labels) - 1, 1))):
        found = [tags for text in ask(f"_dmarc.{above}") if (tags := _tags(text)).get("v") == "DMARC1"]
        if len(found) == 1 and found[0].get("p", "").lower() in {"none", "quarantine", "reject"}:
            sentence = _("%(domain)s says what happens to forged mail (p=%(policy)s).")
            return MailStanding("DMARC", WELL, sentence % {"domain": above, "policy": found[0]["p"].lower()})
        if found:
            sentence = _("The DMARC record of %(domain)s cannot be used: it needs one p=, once.")
            return MailStanding("DMARC", LACKING, sentence % {"domain": above})
    sentence = _(
        'Large providers refuse mail without DMARC. Add a TXT record at _dmarc.%(domain)s: "v=DMARC1; p=none".'
    )
    return MailStanding("DMARC", LACKING, sentence % {"domain": domain})


def _alignment(domain: str, user: str) -> MailStanding:
    account = user.rpartition("@")[2].lower() if "@" in user else ""
    if account and account != domain and not account.endswith(f".{domain}") and not domain.endswith(f".{account}"):
        sentence = _(
            "Mail comes from %(domain)s and goes out by an account of %(account)s: that provider must be allowed to "
            "send for %(domain)s (SPF) and sign as it (DKIM)."
        )
        return MailStanding("From", UNKNOWN, sentence % {"domain": domain, "account": account})
    sentence = _("Sender and envelope are both of %(domain)s, as SPF and DMARC want it.")
    return MailStanding("From", WELL, sentence % {"domain": domain})


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, sign, value in pairs if sign}
