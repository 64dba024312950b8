"""The mail server of the demonstration: it stores all mails in a folder and shows them on a web page.

The launcher runs it: python -m config.maildemo FOLDER SMTP_PORT PAGE_PORT"""

import asyncio
import html
import sys
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Demo mail</title><style>body{{font:17px/1.5 system-ui,sans-serif;max-width:46rem;margin:1rem auto;padding:0 1rem;
color-scheme:light dark}}li{{padding:.4rem 0;border-top:1px solid #8886}}ul{{list-style:none;padding:0}}pre{{white-space:
pre-wrap;background:#8882;padding:1rem}}</style></head><body><h1>Mail of the demonstration</h1>{body}</body></html>"""


class MailStore:
    """A handler for aiosmtpd that accepts each mail and writes it to FOLDER/<number>.eml."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.number = max((int(path.stem) for path in folder.glob("*.eml") if path.stem.isdecimal()), default=0)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.number += 1
        path = self.folder / f"{self.number:06}.eml"
        content = envelope.content or b""
        path.with_suffix(".part").write_bytes(content if isinstance(content, bytes) else content.encode())
        path.with_suffix(".part").rename(path)  # so that the page never shows a part of a mail
        return "250 OK"


def read(path: Path) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=policy.default))


def is_local(host: str) -> bool:
    """Return whether the Host header of a request names this machine, and not a site that only leads to it."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:  # not a host
        return False
    return name == "localhost" or name.endswith(".localhost") or name in {"127.0.0.1", "::1"}


class MailPage(BaseHTTPRequestHandler):
    """The web page: / lists the mails, latest first; /<number> shows a mail; /<number>/eml is its source."""

    folder: Path

    def do_GET(self) -> None:
        if not is_local(self.headers.get("Host", "")):
            # A page of another site can point its own name to this machine (DNS rebinding), and read the codes and links.
            self._answer("This page has another address.", status=421, kind="text/plain")
            return
        name, _, rest = self.path.strip("/").partition("/")
        path = self.folder / f"{name}.eml"
        if not name:
            self._answer(PAGE.format(body=self._list()))
        elif not name.isdecimal() or not path.is_file():
            self._answer(PAGE.format(body='<p>There is no such mail. <a href="/">All mails</a></p>'), status=404)
        elif rest == "eml":
            self._answer(path.read_text("utf-8", "replace"), kind="message/rfc822")
        elif rest == "html":
            part = read(path).get_body(("html",))
            self._answer(part.get_content() if part else "")
        else:
            self._answer(PAGE.format(body=self._show(name, read(path))))

    def _list(self) -> str:
        rows = []
        for path in sorted(self.folder.glob("*.eml"), reverse=True)[:200]:
            mail = read(path)
            subject, to = html.escape(str(mail["Subject"])), html.escape(str(mail["To"]))
            rows.append(f'<li><a href="/{path.stem}"><strong>{subject}</strong></a><br>{to}</li>')
        return (
            f"<ul>{''.join(rows)}</ul>"
            if rows
            else "<p>There are no mails yet. To get one, ask for a sign-in code.</p>"
        )

    def _show(self, name: str, mail: EmailMessage) -> str:
        headers = "".join(f"<br>{key}: {html.escape(str(mail[key]))}" for key in ("From", "To", "Date", "Message-ID"))
        parts = [
            f'<p><a href="/">All mails</a> · <a href="/{name}/html">HTML</a> · <a href="/{name}/eml">source</a></p>'
        ]
        parts.append(f"<h2>{html.escape(str(mail['Subject']))}</h2><p>{headers[4:]}</p>")
        for part in mail.walk():
            if part.get_content_type() in {"text/plain", "text/calendar"}:
                parts.append(f"<h3>{part.get_content_type()}</h3><pre>{html.escape(part.get_content())}</pre>")
        return "".join(parts)

    def _answer(self, text: str, status: int = 200, kind: str = "text/html") -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Log nothing, so that the output of the launcher stays readable."""


def main() -> None:
    folder, smtp_port, page_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    controller = Controller(MailStore(folder), hostname="127.0.0.1", port=smtp_port, loop=asyncio.new_event_loop())
    controller.start()
    server = ThreadingHTTPServer(("127.0.0.1", page_port), type("DemoPage", (MailPage,), {"folder": folder}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.shutdown()
        controller.stop()


if __name__ == "__main__":
    main()
