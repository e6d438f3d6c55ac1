"""Mails as they come in from outside, as bytes: what servers report, what people answer, what colleagues forward."""

from email.message import EmailMessage
from email.policy import SMTP

BOUNCES = "b@bounce.kadewerk.example"


def bounce_report(to: str, status: str = "5.1.1", *, action: str = "failed") -> bytes:
    """RFC 3464, as Postfix writes it."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.elders.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.elders.example
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; marieke@example.org
Original-Recipient: rfc822;marieke@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <script>alert(1)</script>

--x
Content-Type: message/rfc822

From: werk@kadewerk.example
Subject: Past deze vacature?

Beste Marieke

--x--
""".replace("\n", "\r\n").encode()


def complaint_report(returned_to: str, *, kind: str = "abuse", header: str = "Original-Mail-From") -> bytes:
    """RFC 5965, sent to the address where such reports are asked for; `header` says where our return path stands."""
    fields = f"Original-Mail-From: <{returned_to}>\n" if header == "Original-Mail-From" else ""
    original = f"Return-Path: <{returned_to}>\n" if header == "Return-Path" else ""
    return f"""\
From: abuse@grote-post.example
To: abuse@kadewerk.example
Subject: FW: Past deze vacature?
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: text/plain

This is an email abuse report.

--x
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: GrotePost/1.0
Version: 1
{fields}Original-Rcpt-To: <marieke@example.org>

--x
Content-Type: text/rfc822-headers

{original}From: werk@kadewerk.example
Subject: Past deze vacature?

--x--
""".replace("\n", "\r\n").encode()


def mail_from(sender: str, text: str, *, answers: str = "", to: str = BOUNCES, **headers: str) -> bytes:
    """A mail that somebody wrote; `answers` is the Message-ID of the mail it answers."""
    mime = EmailMessage(policy=SMTP)
    mime["From"] = sender
    mime["To"] = to
    mime["Subject"] = "Re: Past deze vacature?"
    mime["Date"] = "Mon, 23 Nov 2026 08:12:00 +0000"
    if answers:
        mime["In-Reply-To"] = answers
        mime["References"] = f"<iets.anders@elders.example> {answers}"
    for name, value in headers.items():
        mime[name.replace("_", "-")] = value
    mime.set_content(text)
    return mime.as_bytes()
