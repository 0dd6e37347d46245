"""Mail through the server of the configuration, and through no other: the one place that speaks SMTP."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr

from kabar.config import MailConfig
from kabar.digest.ways import WayError
from kabar.model.notices import Outgoing


def compose(item: Outgoing, settings: MailConfig, *, stop: str = "") -> EmailMessage:
    """The mail: text and page, with what mail programs need to offer "unsubscribe"."""
    name, address = parseaddr(settings.sender or settings.user)
    if "@" not in address:
        raise WayError("[mail] sender is no mail address; set it in kabar.toml", retry=False)
    user, _, domain = address.rpartition("@")
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"] = Address(display_name=name or "Kabar", username=user, domain=domain)
    mail["To"] = item.channel.address["to"]
    mail["Subject"] = " ".join(item.message.title.split())
    mail["Date"] = format_datetime(item.created_at)
    # The same for each try: a server that got it before can tell.
    mail["Message-ID"] = f"<kabar-{item.channel.account}-{item.id}-{item.created_at:%Y%m%d%H%M%S}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = item.message.language
    if stop:
        mail["List-Unsubscribe"] = f"<{stop}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(item.message.text)
    if item.message.html:
        mail.add_alternative(item.message.html, subtype="html")
    return mail


def send(
    item: Outgoing, settings: MailConfig, *, stop: str = "", context: ssl.SSLContext | None = None
) -> None:
    """Hand the mail to the server; raises WayError."""
    mail = compose(item, settings, stop=stop)
    handed_over = False
    try:
        with _connect(settings, context or ssl.create_default_context()) as server:
            if settings.user:
                server.login(settings.user, settings.password)
            handed_over = True  # from here on a lost connection may have lost only the answer
            server.send_message(mail)
    except smtplib.SMTPAuthenticationError as error:
        raise WayError(f"the mail server refuses the name or the password: {_said(error)}") from error
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise WayError(
            f"the mail server refuses the address: {code} {_text(said)}", retry=code < 500
        ) from error
    except smtplib.SMTPResponseException as error:
        # The server answered, so it did not take the mail.
        raise WayError(f"the mail server says {_said(error)}", retry=error.smtp_code < 500) from error
    except smtplib.SMTPNotSupportedError as error:
        raise WayError(f"the mail server cannot do what [mail] security asks for: {error}") from error
    except ssl.SSLError as error:
        raise WayError(f"no safe connection to the mail server: {error.reason or error}") from error
    except (OSError, smtplib.SMTPException) as error:
        if handed_over:
            raise WayError(
                f"the mail server was lost while it took the mail: {error}", uncertain=True
            ) from error
        raise WayError(
            f"the mail server {settings.host}:{settings.port} cannot be reached: {error}"
        ) from error


def _connect(settings: MailConfig, context: ssl.SSLContext) -> smtplib.SMTP:
    timeout = settings.timeout_seconds
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=timeout, context=context)
    server = smtplib.SMTP(settings.host, settings.port, timeout=timeout)
    if settings.security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300]
