"""Reports as mail systems write them, made up for this; every name and address is invented."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True)
class Sample:
    name: str
    verdict: str
    recipient: str | None
    status: str | None
    raw: bytes


def sample(name: str, verdict: str, recipient: str | None, status: str | None, text: str) -> Sample:
    return Sample(name, verdict, recipient, status, dedent(text).lstrip("\n").encode())


def dsn(fields: str, text: str = "This is the mail system.", sender: str = "MAILER-DAEMON@mx.clinic.example") -> str:
    """Return an RFC 3464 report around the fields of its recipients."""
    return "\n".join(
        [
            "Return-Path: <>",
            f"From: {sender}",
            "To: list@clinic.example",
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
            "",
            "--b1",
            "Content-Type: text/plain; charset=utf-8",
            "",
            dedent(text).strip(),
            "",
            "--b1",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.clinic.example",
            "",
            dedent(fields).strip(),
            "",
            "--b1",
            "Content-Type: message/rfc822",
            "",
            "From: list@clinic.example",
            "To: ana@patients.example",
            "Subject: Our news",
            "",
            "Hello",
            "--b1--",
            "",
        ]
    )


def failed(status: str, diagnostic: str, action: str = "failed") -> str:
    recipient = "Final-Recipient: rfc822; ana@patients.example"
    return f"{recipient}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {diagnostic}"


# What a server says at the end, the status field that goes with it, and what it means.
SAID = [
    ("5.1.1", "smtp; 550 5.1.1 <ana@patients.example>: Recipient address rejected: User unknown", "hard"),
    ("5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist.", "hard"),
    ("5.2.1", "smtp; 550 5.2.1 The email account that you tried to reach is disabled.", "hard"),
    ("5.2.1", "smtp; 550 5.2.1 The email account that you tried to reach is inactive.", "hard"),
    ("5.2.2", "smtp; 552 5.2.2 The email account that you tried to reach is over quota.", "soft"),
    ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "hard"),
    ("5.4.1", "smtp;550 5.4.1 Recipient address rejected: Access denied. [mx.eop.protection.example]", "hard"),
    ("5.7.1", "smtp; 550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example", "soft"),
    ("5.1.1", "smtp; 550 5.1.1 Mail from 192.0.2.1 blocked using Some List", "soft"),
    ("5.0.0", "smtp; 554 5.7.1 Message rejected due to content that looks like spam", "soft"),
    ("5.7.26", "smtp; 550-5.7.26 Unauthenticated email is not accepted due to the DMARC policy", "soft"),
    ("5.7.1", "smtp; 550 5.7.1 <ana@patients.example>... user unknown", "hard"),
    ("5.0.0", "smtp; 550 No such user here", "hard"),
    ("5.0.0", "smtp; 550 Requested action not taken: mailbox unavailable", "hard"),
    ("5.5.0", "smtp; 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)", "hard"),
    ("5.0.0", "smtp; 554 delivery error: dd This user doesn't have a mail.example account [0]", "hard"),
    ("5.0.0", "smtp; 554 delivery error: dd Sorry. This account has been disabled or discontinued [#102].", "hard"),
    ("5.3.4", "smtp; 552 5.3.4 Message size exceeds fixed maximum message size", "soft"),
    ("5.0.0", "smtp; 552 Message size exceeds maximum permitted", "soft"),
    ("5.1.1", "smtp; 550 5.1.1 Mailbox full", "soft"),
    ("5.4.4", "X-Postfix; Name service error for name=patiens.example type=AAAA: Host not found", "hard"),
    ("4.4.3", "X-Postfix; Name service error for name=x.example type=MX: Host not found, try again", "soft"),
    ("5.1.2", "smtp; DNS Error: DNS type 'mx' lookup of x.example responded with code NXDOMAIN", "hard"),
    ("5.4.310", "smtp; 550 5.4.310 DNS domain patiens.example does not exist [Message=InfoDomainNonexistent]", "hard"),
    ("5.4.312", "smtp; 550 5.4.312 Message expired, DNS query failed(ErrorRetry)", "soft"),
    ("5.1.10", "smtp; 556 5.1.10 Domain does not accept mail (nullMX)", "hard"),
    ("4.4.1", "X-Postfix; connect to mx.patients.example[192.0.2.7]:25: Connection timed out", "soft"),
    ("4.4.7", "smtp; 400 4.4.7 Message delayed too long", "soft"),
    ("4.2.2", "smtp; 452 4.2.2 Mailbox full", "soft"),
    ("4.1.1", "smtp; 450 4.1.1 <ana@patients.example>: Recipient address rejected: unverified address", "soft"),
    ("4.1.1", "smtp; 450 4.1.1 <ana@patients.example>: User unknown in virtual alias table", "hard"),
    ("4.2.0", "smtp; 450 4.2.0 Requested action not taken: mailbox unavailable", "soft"),
    ("5.0.0", "smtp; 550 Mailbox is frozen", "hard"),
    ("5.2.0", "smtp; 550 5.2.0 Domain is invalid. Please provide a valid From:", "soft"),
    ("5.0.0", "smtp; 550 The recipient name is not\n recognized", "hard"),
    ("5.1.8", "smtp; 550 5.1.8 <list@clinic.example>: Sender address rejected: Domain not found", "soft"),
    ("5.7.1", "smtp; 554 5.7.1 <ana@patients.example>: Relay access denied", "soft"),
    ("5.7.124", "smtp; 550 5.7.124 the group only accepts messages from members", "soft"),
    ("5.1.1", "smtp; 550 5.1.1 <ana@patients.example> unknown: said mx.spamfilter.example", "hard"),
    ("5.1.6", "smtp; 551 5.1.6 Recipient has moved", "hard"),
    ("5.4.14", "smtp; 554 5.4.14 Hop count exceeded - possible mail loop", "soft"),
    ("5.2.1", "smtp; 550-5.2.1 The user is receiving mail at a rate that prevents delivery", "soft"),
    ("5.0.0", "smtp; 550 Administrative prohibition", "soft"),
    ("5.0.0", "smtp; 550 unknown or illegal alias: ana@patients.example", "hard"),
    ("5.0.0", "smtp; 550 Unrouteable address", "hard"),
    ("5.0.0", "smtp; 550 sorry, no mailbox here by that name (#5.1.1)", "hard"),
    ("5.0.0", "smtp; 553 5.1.8 Sender verify failed", "soft"),
    ("5.3.0", "smtp; 550 5.1.1 User mailbox exceeds allowed size", "soft"),
    ("5.0.0", "smtp; 550 User ana (ana@patients.example) not listed in Domino Directory", "hard"),
    ("5.0.0", "smtp; 550 Empfänger unbekannt", "hard"),
    ("5.0.0", "smtp; 550 mailbox temporarily disabled", "soft"),
    ("5.0.0", "smtp; 571 Message refused by the recipient's policy", "soft"),
]  # fmt: skip

SAMPLES = [
    *(
        sample(f"said {number}: {text[:60]}", verdict, "ana@patients.example", None, dsn(failed(status, text)))
        for number, (status, text, verdict) in enumerate(SAID)
    ),
    sample("delayed", "delayed", "ana@patients.example", "4.4.1", dsn(failed("4.4.1", "smtp; timed out", "delayed"))),
    sample(
        "delayed although it says user unknown", "delayed", "ana@patients.example", "4.1.1",
        dsn(failed("4.1.1", "smtp; 450 4.1.1 user unknown", "delayed")),
    ),
    sample("delivered", "not_a_bounce", "ana@patients.example", None, dsn(failed("2.0.0", "smtp; 250", "delivered"))),
    sample("relayed", "not_a_bounce", "ana@patients.example", None, dsn(failed("2.1.9", "smtp; 250", "relayed"))),
    sample(
        "the original recipient is the one that was mailed", "hard", "ana@patients.example", "5.1.1",
        dsn("""
            Original-Recipient: rfc822;ana@patients.example
            Final-Recipient: rfc822; ana.old@elsewhere.example
            Action: failed
            Status: 5.1.1
        """),
    ),
    sample(
        "several, the worst on top", "hard", "ena@patients.example", "5.1.1",
        dsn("""
            Final-Recipient: rfc822; ana@patients.example
            Action: delayed
            Status: 4.4.1

            Final-Recipient: rfc822; iva@patients.example
            Action: failed
            Status: 5.2.2
            Diagnostic-Code: smtp; 552 5.2.2 mailbox
                is over its quota

            Final-Recipient: rfc822; ena@patients.example
            Action: failed
            Status: 5.1.1

            Final-Recipient: rfc822; una@patients.example
            Action: delivered
            Status: 2.0.0
        """),
    ),
    sample(
        "an international address", "hard", "đuro@pošta.example", "5.1.1",
        dsn("Final-Recipient: utf-8; \\x{111}uro@po\\x{161}ta.example\nAction: failed\nStatus: 5.1.1"),
    ),
    sample(
        "fields without a diagnostic, told by the text", "soft", "ana@patients.example", "5.0.0",
        dsn("Final-Recipient: rfc822; ana@patients.example\nAction: failed\nStatus: 5.0.0", "The mailbox is full."),
    ),
    sample(
        "Exim", "hard", "ana@patients.example", None,
        """
        Return-path: <>
        X-Failed-Recipients: ana@patients.example
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@mx.clinic.example>
        To: list@clinic.example
        Subject: Mail delivery failed: returning message to sender

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          ana@patients.example
            host mx.patients.example [192.0.2.9]
            SMTP error from remote mail server after RCPT TO:<ana@patients.example>:
            550 No Such User Here

        ------ This is a copy of the message, including all the headers. ------

        Return-path: <list@clinic.example>
        Subject: our spam filter is full
        """,
    ),
    sample(
        "Exim, retries exhausted", "soft", "ana@patients.example", None,
        """
        X-Failed-Recipients: ana@patients.example
        From: Mail Delivery System <Mailer-Daemon@mx.clinic.example>
        To: list@clinic.example
        Subject: Mail delivery failed: returning message to sender

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          ana@patients.example
            host mx.patients.example [192.0.2.9]: Connection timed out: retry timeout exceeded
        """,
    ),
    sample(
        "Exim, a warning", "delayed", "ana@patients.example", None,
        """
        From: Mail Delivery System <Mailer-Daemon@mx.clinic.example>
        To: list@clinic.example
        Subject: Warning: message 1aBcDe-0001-XY delayed 24 hours

        This message was created automatically by mail delivery software.
        A message that you sent has not yet been delivered to one or more of its
        recipients after more than 24 hours on the queue on mx.clinic.example.

        The address to which the message has not yet been delivered is:

          ana@patients.example
            Delay reason: Connection timed out

        No action is required on your part. Delivery attempts will continue for
        some time, and this warning may be repeated at intervals.
        """,
    ),
    sample(
        "qmail", "hard", "ana@patients.example", "5.1.1",
        """
        Return-Path: <>
        From: MAILER-DAEMON@mx.clinic.example
        To: list@clinic.example
        Subject: failure notice

        Hi. This is the qmail-send program at mx.clinic.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <ana@patients.example>:
        Sorry, no mailbox here by that name. (#5.1.1)

        --- Below this line is a copy of the message.

        Return-Path: <list@clinic.example>
        """,
    ),
    sample(
        "qmail, two recipients", "hard", "iva@patients.example", "5.1.1",
        """
        From: MAILER-DAEMON@mx.clinic.example
        To: list@clinic.example
        Subject: failure notice

        Hi. This is the qmail-send program at mx.clinic.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.

        <ana@patients.example>:
        192.0.2.3 failed after I sent the message.
        Remote host said: 552 5.2.2 Over quota

        <iva@patients.example>:
        192.0.2.3 does not like recipient.
        Remote host said: 550 5.1.1 User unknown
        Giving up on 192.0.2.3.

        --- Below this line is a copy of the message.
        """,
    ),
    sample(
        "Sendmail without fields", "hard", "ana@patients.example", "5.1.1",
        """
        From: Mail Delivery Subsystem <MAILER-DAEMON@mx.clinic.example>
        To: list@clinic.example
        Subject: Returned mail: see transcript for details

           ----- The following addresses had permanent fatal errors -----
        <ana@patients.example>
            (reason: 550 5.1.1 <ana@patients.example>... User unknown)

           ----- Transcript of session follows -----
        ... while talking to mx.patients.example.:
        >>> DATA
        <<< 550 5.1.1 <ana@patients.example>... User unknown
        550 5.1.1 <ana@patients.example>... User unknown
        """,
    ),
    sample(
        "Gmail of old, text only", "hard", "ana@patients.example", "5.1.1",
        """
        From: Mail Delivery Subsystem <mailer-daemon@mail.example>
        To: list@clinic.example
        Subject: Delivery Status Notification (Failure)

        Delivery to the following recipient failed permanently:

             ana@patients.example

        Technical details of permanent failure:
        We tried to deliver your message, but it was rejected by the server for the recipient domain.

        The error that the other server returned was:
        550 5.1.1 <ana@patients.example>: user does not exist

        ----- Original message -----
        """,
    ),
    sample(
        "Exchange 2003", "hard", "ana@patients.example", "5.1.1",
        """
        From: System Administrator <postmaster@clinic.example>
        To: list@clinic.example
        Subject: Undeliverable: Our news

        Your message

          To:      ana@patients.example
          Subject: Our news
          Sent:    Mon, 1 Mar 2027 08:00:00 +0100

        did not reach the following recipient(s):

        ana@patients.example on Mon, 1 Mar 2027 08:00:05 +0100
            The e-mail account does not exist at the organization this message was
            sent to.  Check the e-mail address.
            <mx.patients.example #5.1.1>
        """,
    ),
    sample(
        "a warning of Sendmail", "delayed", "ana@patients.example", "4.4.1",
        """
        From: Mail Delivery Subsystem <MAILER-DAEMON@mx.clinic.example>
        To: list@clinic.example
        Subject: Warning: could not send message for past 4 hours

            **********************************************
            **      THIS IS A WARNING MESSAGE ONLY      **
            **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
            **********************************************

           ----- The following addresses had transient non-fatal errors -----
        <ana@patients.example>
            (reason: 451 4.4.1 reply: read error from mx.patients.example.)
        """,
    ),
    sample(
        "a boundary that is not the one announced", "hard", "ana@patients.example", "5.1.1",
        dsn(failed("5.1.1", "smtp; 550 5.1.1 User unknown")).replace('boundary="b1"', 'boundary="other"'),
    ),
    sample(
        "fields in base64", "hard", "ana@patients.example", "5.1.1",
        """
        From: postmaster@clinic.example
        Subject: Undeliverable: Our news
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b1

        --b1
        Content-Type: message/delivery-status
        Content-Transfer-Encoding: base64

        UmVwb3J0aW5nLU1UQTogZG5zOyBteC5jbGluaWMuZXhhbXBsZQoKRmluYWwtUmVjaXBpZW50
        OiByZmM4MjI7IGFuYUBwYXRpZW50cy5leGFtcGxlCkFjdGlvbjogZmFpbGVkClN0YXR1czog
        NS4xLjEK
        --b1--
        """,
    ),
    sample(
        "a complaint", "complaint", "ana@patients.example", None,
        """
        From: feedback@mail.example
        To: abuse@clinic.example
        Subject: FW: Our news
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary=b1

        --b1
        Content-Type: text/plain

        This is an email abuse report.
        --b1
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        User-Agent: SomeGenerator/1.0
        Version: 1
        Original-Mail-From: <list@clinic.example>
        Original-Rcpt-To: <ana@patients.example>
        --b1
        Content-Type: message/rfc822

        To: somebody@else.example
        Subject: Our news

        Hello
        --b1--
        """,
    ),
    sample(
        "a complaint that names the recipient only in the mail", "complaint", "ana@patients.example", None,
        """
        From: feedback@mail.example
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary=b1

        --b1
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        Version: 1
        --b1
        Content-Type: message/rfc822

        To: Ana <ana@patients.example>
        Subject: Our news

        Hello
        --b1--
        """,
    ),
    sample(
        "not spam after all", "not_a_bounce", None, None,
        """
        From: feedback@mail.example
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary=b1

        --b1
        Content-Type: message/feedback-report

        Feedback-Type: not-spam
        Original-Rcpt-To: <ana@patients.example>
        --b1--
        """,
    ),
    sample(
        "out of the office", "auto_reply", "ana@patients.example", None,
        """
        From: Ana <ana@patients.example>
        To: list@clinic.example
        Subject: Automatic reply: Our news
        Auto-Submitted: auto-replied

        I am away. My colleague's old address does not exist any more; 550 user unknown is what you get there.
        """,
    ),
    sample(
        "away, in Croatian, without headers", "auto_reply", "ana@patients.example", None,
        """
        From: ana@patients.example
        To: list@clinic.example
        Subject: =?utf-8?q?Odsutna_sam_do_ponedjeljka?=

        Javit ću se.
        """,
    ),
    sample(
        "a read receipt", "not_a_bounce", None, None,
        """
        From: ana@patients.example
        Subject: Read: Our news
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=disposition-notification; boundary=b1

        --b1
        Content-Type: message/disposition-notification

        Final-Recipient: rfc822; ana@patients.example
        Disposition: manual-action/MDN-sent-manually; displayed
        --b1--
        """,
    ),
    sample(
        "a person who asks about a bounce", "not_a_bounce", None, None,
        """
        From: Ana <ana@patients.example>
        To: list@clinic.example
        Subject: Undelivered Mail Returned to Sender?

        I got this, what does it mean?
        > Final-Recipient: rfc822; iva@patients.example
        > Action: failed
        > Status: 5.1.1
        """,
    ),
    sample(
        "a report that a person forwards as a file", "not_a_bounce", None, None,
        "From: Ana <ana@patients.example>\nSubject: see the file\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="out"\n\n--out\nContent-Type: text/plain\n\nlook\n'
        "--out\nContent-Type: message/rfc822\n\n" + dsn(failed("5.1.1", "smtp; 550 user unknown")) + "\n--out--\n",
    ),
    sample("an ordinary mail", "not_a_bounce", None, None, "From: ana@patients.example\nSubject: Thanks\n\nBetter.\n"),
    Sample("nothing", "not_a_bounce", None, None, b""),
    Sample("binary", "not_a_bounce", None, None, bytes(range(256)) * 40),
]  # fmt: skip
