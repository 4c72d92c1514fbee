"""What servers write when a mail fails, by what it means. Lexical: collected wordings, matched without case."""

from __future__ import annotations

import re
from typing import Final


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


# The names of machines, addresses and links are no words of the server: "spamfilter.example" accuses nobody.
NAMES: Final = _any_of(
    r"https?://\S+",
    r"<[^<>\s]*>",
    r"\S*@\S+",
    r"\[[\d.:a-f]+\]",
    r"\b(?:[\w-]+\.){2,}[a-z]{2,}\b",
    r"\b(?:\d+\.){3}\d+\b",
)
# What is said of the sender, of the message or of its reputation, and never of the recipient.
REFUSED_MAIL: Final = _any_of(
    r"\bspam(?:ming)?\b",
    r"\bblock(?:ed|list\w*|ing)\b",
    r"(?:black|deny)-?list",
    r"\bbanned\b",
    r"\b(?:DNSBL|RBL|DMARC|SPF|DKIM)\b",
    r"reputation",
    r"unsolicited|\bbulk\b|\bjunk\b",
    r"virus|malware|phish",
    r"rate.?limit|at a rate|too many|throttl",
    r"gr[ea]y-?list",
    r"content (?:rejected|filter)",
    r"relay(?:ing)? (?:access )?(?:denied|not permitted|not allowed|prohibited)|unable to relay",
    r"\bsenders?\b.{0,60}(?:reject|denied|\bnot\b|invalid|verif|unknown|domain|fail)",
    r"\bPTR\b|reverse DNS|\brDNS\b",
    r"mail loop|loops back|hop count",
    r"STARTTLS|TLS (?:is )?required",
    r"valid From:|recipient preferences",
)
FULL_OR_LARGE: Final = _any_of(
    r"(?:over|exceed\w*|above).{0,30}quota",
    r"quota.{0,30}(?:exceed|full|reached|over)",
    r"out of (?:storage|disk|space)|disk full|insufficient (?:system )?storage|storage (?:limit|exceed)",
    r"(?:mail)?box (?:\S+ ){0,4}(?:is )?(?:\w+ )?full\b|mailbox.?full",
    r"not enough (?:storage )?space",
    r"(?:message|mail|size|file|attachment)s?(?: \S+){0,5} exceed\w*",
    r"exceed\w* .{0,40}(?:limit|maximum|size|storage|allocation|space)",
    r"too (?:large|big)|larger than|maximum .{0,25}size|size limit",
    r"pun\w* sandučić|postfach .{0,20}voll",
)
OTHER_POLICY: Final = _any_of(
    r"\bpolic(?:y|ies)\b",
    r"authenticat",
    r"not (?:permitted|allowed|authori[sz]ed)|only accepts?|restrict(?:ed|ion)|moderat(?:ed|or)",
    r"administrative(?:ly)? (?:prohibit|deni)",
    r"abus(?:e|ive)\b",
)
GIVEN_UP: Final = _any_of(
    r"try again|temporar|in the queue",
    r"time(?:d |-)?out|expired|too long",
    r"SERVFAIL",
    r"retry (?:time|period)|retries|delivery (?:time|attempts)",
    r"connection refused|lost connection|not responding|(?:could not|unable to|cannot|can.t) connect",
    r"no route to host|network is unreachable",
)
NO_DOMAIN: Final = _any_of(
    r"(?:host|domain)(?: or domain)?(?: name)?(?: \S+)? (?:is |was )?"
    r"(?:not found|unknown|invalid|does(?:n.t| not) exist|non-?existent)",
    r"(?:unknown|no such|invalid|non-?existent) (?:host|domain)",
    r"NXDOMAIN|Domain name not found|couldn.t find any host named",
    r"\bnull ?MX\b|\bno MX\b|MX records? point to non-?existent|indicated no SMTP service",
    r"domain.{0,40}(?:does not|doesn.t|do not) (?:exist|accept)",
    r"(?:does not|doesn.t|do not) accept (?:e-?)?mail(?! (?:from|at))",
    r"bad destination system|no route found to domain|cannot find (?:a )?(?:mail exchanger|host)",
    r"domain (?:\S+ )?(?:has )?expired",
)
_WHO: Final = (
    r"(?:user|recipient|mail-?box|account|address(?:ee)?|e-?mail (?:address|account)|customer|person|alias"
    r"|user ?(?:name|id)|local.part)"
)
_GONE: Final = (
    r"(?:unknown|not (?:be )?found|not known|invalid|(?:does|do)(?:n.t| not) exist|non-?existent|disabled|deactivated"
    r"|closed|suspended|terminated|discontinued|inactive|not active|no longer \w+|(?:un|not )available|undeliverable"
    r"|deleted|removed|expired|not valid|not registered|retired|cancell?ed|(?:cannot|couldn.t|could not) be found"
    r"|wasn.t found|(?:may )?not exist|frozen|locked|not recogni[sz]ed)"
)
_BAD: Final = (
    r"(?:unknown|invalid|no such|non-?existent|no valid|bad|inactive|disabled|illegal|undeliverable|unrecogni[sz]ed)"
)
NO_MAILBOX: Final = _any_of(
    rf"{_WHO}(?:.s)?(?: \(?\S+\)?){{0,5}}?[ :]+(?:is |was |has been |are |were |has |currently |been )*{_GONE}",
    rf"{_BAD}(?: or \w+)?(?: local| e-?mail| virtual| destination| relay| final delivery)?[ -]{_WHO}",
    rf"no {_WHO} (?:here|by that|with that|found|exists?|of that)|not a (?:valid|known) {_WHO}",
    r"not our (?:customer|user)|unknown.or.illegal.alias|not listed in|there is no one",
    r"doesn.t have (?:an?|any) \S+ account|no account (?:by|with) that|no longer (?:works?|employed) ",
    r"RESOLVER\.ADR\.\w*NotFound|Recip(?:ient)?NotFound|Unrouteable address",
    r"recipient address rejected(?:: access denied|[. ]*$)|#5\.1\.0 Address rejected|does not like recipient",
    r"unbekannt|existiert nicht|nepoznat|ne postoji",
)
# A temporary code with these words is an address that is not there; "unavailable" may only be busy.
UNKNOWN_MAILBOX: Final = _any_of(
    rf"(?:unknown|no such|non-?existent) {_WHO}",
    rf"{_WHO} (?:unknown|(?:\S+ ){{0,5}}(?:does not|doesn.t) exist)",
)
