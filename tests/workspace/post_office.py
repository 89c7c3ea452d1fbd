"""A mail server of our own for tests: it speaks as much SMTP as is needed, and answers as it is told to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

GREETING = "220 kantor pos uji"


class PostOffice(socketserver.ThreadingTCPServer):
    """`answers(address)` is what it says to a recipient: `250 ok`, `451 …`, `550 …`, "" to hang up, None: nothing."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answers: Callable[[str], str | None]) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.answers = answers
        self.received: list[tuple[str, EmailMessage]] = []
        self.connections = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Session(socketserver.StreamRequestHandler):
    server: PostOffice

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.server.connections += 1
        self.say(GREETING)
        recipients: list[str] = []
        while line := self.rfile.readline():
            word, _space, rest = line.decode("utf-8", "replace").strip().partition(" ")
            match word.upper():
                case "EHLO" | "HELO":
                    self.say("250 senang bertemu")
                case "MAIL" | "RSET":
                    recipients.clear()
                    self.say("250 ok")
                case "RCPT":
                    address = rest.partition("<")[2].partition(">")[0]
                    answer = self.server.answers(address)
                    if answer is None:
                        threading.Event().wait(5)
                        return
                    if not answer:
                        return
                    if answer.startswith("250"):
                        recipients.append(address)
                    self.say(answer)
                case "DATA":
                    self.say("354 silakan")
                    self.keep(recipients)
                    self.say("250 diterima")
                case "QUIT":
                    self.say("221 sampai jumpa")
                    return
                case _:
                    self.say("502 tidak dikenal")

    def keep(self, recipients: list[str]) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.received += [(address, message) for address in recipients]  # type: ignore[list-item]


@contextmanager
def post_office(answers: Callable[[str], str | None] = lambda address: "250 ok") -> Iterator[PostOffice]:
    with PostOffice(answers) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
