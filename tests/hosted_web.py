"""A dashboard with a login, as a team hosts it: a provider, signed cookies, raw requests."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

COOKIE = "_streamlit_user"


class Provider:
    """An OpenID Connect provider that lets ``user`` in without asking; one code, one token."""

    def __init__(self) -> None:
        from joserfc.jwk import RSAKey

        self.key = RSAKey.generate_key(2048, parameters={"kid": "k1", "use": "sig"})
        self.client, self.secret = "duibiao", secrets.token_hex(16)
        self.user: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.address = ""

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes with a code of its own."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], authorization: str) -> dict[str, Any]:
        """The token for a code; AssertionError where client, code or PKCE are not right."""
        from joserfc import jwt

        told = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        assert told == f"{self.client}:{self.secret}"
        given = self.codes.pop(asked["code"])
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == given["code_challenge"]
        now = int(time.time())
        claims = {"iss": self.address, "aud": self.client, "sub": "1", "iat": now, "exp": now + 600}
        claims |= {"nonce": given.get("nonce", "")} | self.user
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)
        return {"access_token": "t", "token_type": "Bearer", "expires_in": 600, "id_token": signed}


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that answers on a free port of this machine."""
    made = Provider()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = urlsplit(self.path).path, urlsplit(self.path).query
            if path == "/authorize":
                self.send_response(302)
                given = {name: values[0] for name, values in parse_qs(asked).items()}
                self.send_header("Location", made.authorize(given))
                self.end_headers()
            elif path == "/jwks":
                self._json({"keys": [made.key.as_dict(private=False)]})
            else:
                self._json(made.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            self._json(made.token(given, self.headers["Authorization"]))

        def _json(self, told: object) -> None:
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        made.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


def secrets_file(folder: Path, made: Provider, origin: str) -> tuple[Path, str]:
    """A file of secrets for a dashboard at an origin, and what it signs cookies with."""
    signs = secrets.token_hex(32)
    told = {
        "redirect_uri": f"{origin}/oauth2callback",
        "cookie_secret": signs,
        "client_id": made.client,
        "client_secret": made.secret,
        "server_metadata_url": f"{made.address}/.well-known/openid-configuration",
    }
    file = folder / "secrets.toml"
    lines = [f"{name} = {json.dumps(value)}" for name, value in told.items()]
    file.write_text("\n".join(["[auth]", *lines, ""]), encoding="utf-8")
    file.chmod(0o600)
    return file, signs


def cookie(signs: str, origin: str, name: str = COOKIE, **claims: Any) -> str:
    """The cookie of a login as the server signs it."""
    told = {"origin": origin, "is_logged_in": True, "iat": int(time.time()), **claims}
    return create_signed_value(signs, name, json.dumps(told)).decode()


def ask(
    address: str,
    path: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: Any = None,
) -> tuple[int, dict[str, str], bytes]:
    """A request as it is written here, nothing tidied: status, headers (lower case), body."""
    place = urlsplit(address)
    line = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)
    try:
        line.putrequest(method, path, skip_host="Host" in (headers or {}))
        given = dict(headers or {})
        if isinstance(body, bytes):
            given.setdefault("Content-Length", str(len(body)))
        for name, value in given.items():
            line.putheader(name, value)
        line.endheaders()
        try:
            for part in [body] if isinstance(body, bytes) else body or ():
                line.send(part)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has heard enough; what it said is read below
        answer = line.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        line.close()
