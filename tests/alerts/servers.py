"""A mail server and a web server on loopback that remember what they got and can be told to fail."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@dataclass
class Mail:
    """What the mail server got. It answers 451 to the next `refuse` messages."""

    port: int
    refuse: int = 0
    tried: int = 0
    got: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self.tried += 1
        if self.refuse > 0:
            self.refuse -= 1
            return "451 Coba lagi nanti"
        content = envelope.original_content
        assert content is not None
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.got.append(message)
        return "250 OK"

    def texts(self) -> list[str]:
        """The plain part of each message."""
        bodies = (m.get_body(("plain",)) for m in self.got)
        return [b.get_content() for b in bodies if b is not None]

    def pages(self) -> list[str]:
        """The HTML part of each message."""
        bodies = (m.get_body(("html",)) for m in self.got)
        return [b.get_content() for b in bodies if b is not None]


def _started(refuse: int) -> tuple[Mail, Controller]:
    """On a free port; on another one where somebody else took it meanwhile."""
    for last in (False, False, True):
        mail = Mail(free_port(), refuse)
        controller = Controller(mail, hostname="127.0.0.1", port=mail.port, ready_timeout=60.0)
        try:
            controller.start()
        except OSError:
            if last:
                raise
        else:
            break
    return mail, controller


@contextmanager
def mail_server(refuse: int = 0) -> Iterator[Mail]:
    mail, controller = _started(refuse)
    try:
        yield mail
    finally:
        controller.stop()


@dataclass
class Hook:
    """What the web server got: (path, headers, body). It answers with the next of `answers`, then with 200."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)


@contextmanager
def hook_server(*answers: int) -> Iterator[Hook]:
    hook = Hook(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.append((self.path, dict(self.headers), json.loads(body)))
            status = hook.answers.pop(0) if hook.answers else 200
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"http://127.0.0.1:{hook.port}/rahasia")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
