"""A small service for sign-in over HTTP: OpenID Connect with signed tokens, and the addresses of Microsoft."""

import base64
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse

from tests.smtp import POLL_SECONDS

CLIENT = "our-client"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def number(value):
    """Return a number as JSON Web Keys write it."""
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8)).decode().rstrip("=")


class FakeProvider:
    """claims: what the ID token says. userinfo: what the address for details says; the claims by default."""

    def __init__(self, url):
        self.url = url
        self.claims = {}
        self.userinfo = None
        self.profile = {}
        self.is_down = False

    def settings(self):
        app = {"client_id": CLIENT, "secret": "a-secret"}
        microsoft = {"settings": {"login_url": self.url, "graph_url": self.url}}
        oidc = {"provider_id": "oidc", "name": "Ministry", "settings": {"server_url": self.url}}
        return {
            "microsoft": {"APPS": [app | microsoft]},
            "openid_connect": {"APPS": [app | oidc]},
            "google": {"APPS": [app]},
        }

    def id_token(self):
        standard = {"iss": self.url, "aud": CLIENT, "exp": time.time() + 300, "iat": time.time(), "sub": "7"}
        return jwt.encode(standard | self.claims, KEY, algorithm="RS256", headers={"kid": "1"})

    def answer(self, path):
        numbers = KEY.public_key().public_numbers()
        answers = {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/jwks",
            },
            "/userinfo": self.userinfo or {"sub": "7"} | self.claims,
            "/jwks": {"keys": [{"kty": "RSA", "kid": "1", "n": number(numbers.n), "e": number(numbers.e)}]},
            "/v1.0/me": self.profile,
        }
        token = {"access_token": "t", "token_type": "Bearer", "expires_in": 300, "id_token": self.id_token()}
        return answers.get(path, token)


@contextmanager
def fake_provider():
    """Run the service in a thread, and yield it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.dumps(provider.answer(urlsplit(self.path).path)).encode()
            self.send_response(500 if provider.is_down else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = FakeProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sign_in_through(client, name, **start):
    """Go to the service and come back, as a browser does. Return the response of our side."""
    arguments = ["oidc"] if name == "openid_connect" else []
    to = client.post(reverse(f"{name}_login", args=arguments), start)
    if to.status_code != 302:
        return to
    state = parse_qs(urlsplit(to["Location"]).query)["state"][0]
    return client.get(reverse(f"{name}_callback", args=arguments), {"code": "a-code", "state": state})
