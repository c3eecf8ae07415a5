"""A small HTTP server that believes callbacks only after our own code has opened them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from siyu.vendors.wecom import CallbackCrypto, CallbackEvent, CallbackRefused, parse_envelope, parse_event
from tests.builders.simulator import CorpHandle


@dataclass
class Receiver:
    """What arrived, opened; and what was refused."""

    crypto: CallbackCrypto
    url: str = ""
    events: list[CallbackEvent] = field(default_factory=list)
    raw: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    refusals: list[CallbackRefused] = field(default_factory=list)

    def verify(self, query: dict[str, str]) -> bytes:
        """Answer the question with which WeCom saves an address."""
        return self.crypto.open_echo(
            signature=query["msg_signature"],
            timestamp=query["timestamp"],
            nonce=query["nonce"],
            echostr=query["echostr"],
        )

    def take(self, query: dict[str, str], body: bytes) -> CallbackEvent:
        """Open one delivery, or raise ``CallbackRefused``."""
        plain = self.crypto.open(
            signature=query["msg_signature"],
            timestamp=query["timestamp"],
            nonce=query["nonce"],
            encrypt=parse_envelope(body).encrypt,
        )
        return parse_event(plain)


@contextmanager
def a_receiver(corp: CorpHandle) -> Iterator[Receiver]:
    """A receiver for a corp on a free port of this machine."""
    crypto = CallbackCrypto(
        token=SecretStr(corp.callback_token),
        aes_key=SecretStr(corp.callback_aes_key),
        receive_ids=[corp.corp_id],
    )
    receiver = Receiver(crypto)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(receiver))
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/callbacks"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler_for(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(receiver.verify(self._query()))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.raw.append((self._query(), body))
            try:
                receiver.events.append(receiver.take(self._query(), body))
            except CallbackRefused as refusal:
                receiver.refusals.append(refusal)
            self._answer(b"success")

        def _query(self) -> dict[str, str]:
            return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
