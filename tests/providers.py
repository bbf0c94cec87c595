"""Providers of single sign-on: one as they should be, and one that says whatever it is told to."""

import base64
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT = "taper"
SECRET = "a secret of the two"


@contextmanager
def mock_provider() -> Iterator[str]:
    """Run oidc-provider-mock in a process of its own; give its issuer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{issuer}/.well-known/openid-configuration", process)
        yield issuer
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the provider ended"
        try:
            httpx.get(address).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider does not answer")


def agree(address: str, subject: str) -> str:
    """Sign in at oidc-provider-mock as *subject*; give where it sends the browser back to."""
    answer = httpx.post(address, data={"sub": subject})
    assert answer.status_code in {302, 303}, answer.text
    return answer.headers["location"]


@dataclass
class Liar:
    """A provider whose every answer can be made to be wrong."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    metadata: dict[str, Any] = field(default_factory=dict)  # in place of what is right
    claims: dict[str, Any] = field(default_factory=dict)  # a value of None: left out
    algorithm: str = "RS256"
    header: dict[str, Any] = field(default_factory=dict)  # beside alg and kid
    signs_with: Any = None  # another key than the one it tells of
    status: int = 200  # of the token
    asked: dict[str, str] = field(default_factory=dict)  # what the token was asked with
    nonce: str = ""
    times_asked: int = 0  # for the token
    times_looked_at: int = 0  # by a GET

    def told(self, path: str) -> tuple[int, Any]:
        """Answer a GET."""
        self.times_looked_at += 1
        if path == "/jwks":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        return 200, {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.metadata,
        }

    def token(self, form: str) -> tuple[int, Any]:
        """Answer a POST to the token's address."""
        self.times_asked += 1
        if self.status != 200:
            return self.status, {"error": "invalid_grant"}
        self.asked = {name: values[0] for name, values in parse_qs(form).items()}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "alex-there", "aud": CLIENT, "nonce": self.nonce,
            "iat": now, "exp": now + 300, **self.claims,
        }  # fmt: skip
        said = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "one", **self.header}
        key = self.signs_with or self.key
        if self.algorithm == "none":
            signed = unsigned(header, said)
        else:
            signed = jwt.encode(header, said, key, algorithms=[self.algorithm])
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": signed}


def unsigned(header: dict[str, Any], said: dict[str, Any]) -> str:
    """Write a token that nobody signed."""
    parts = (
        base64.urlsafe_b64encode(json.dumps(each).encode()).decode() for each in (header, said)
    )
    return "".join(f"{each.rstrip('=')}." for each in parts)


HMAC_KEY = OctKey.import_key(SECRET)


@contextmanager
def liar() -> Iterator[Liar]:
    """Run a provider in a thread of this process, whose clock it shares."""
    provider = Liar()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(*provider.told(urlsplit(self.path).path))

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["content-length"])).decode()
            self._say(*provider.token(form))

        def _say(self, status: int, what: Any) -> None:
            body = what if isinstance(what, bytes) else json.dumps(what).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", f"{provider.issuer}/token")
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
