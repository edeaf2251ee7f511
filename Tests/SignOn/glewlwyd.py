"""A provider of OpenID Connect on loopback: glewlwyd from Debian's packages, with a database of its own in a folder."""

import json
import os
import secrets
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request

SCHEMA = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Glewlwyd:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.issuer = self.url + "/api/oidc"
        self.cookie = ""
        self.process = None
        database = folder + "/provider.sqlite"
        with sqlite3.connect(database) as connection, open(SCHEMA, encoding="utf-8") as schema:
            connection.executescript(schema.read())
        with open(folder + "/provider.conf", "w", encoding="utf-8") as conf:
            conf.write(
                f"""
port={self.port}
bind_address="127.0.0.1"
external_url="{self.url}"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="INFO"
log_file="{folder}/provider.log"
cookie_secure=0
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
use_secure_connection=false
secure_connection_key_file=""
secure_connection_pem_file=""
secure_connection_ca_file=""
hash_algorithm="SHA512"
database = {{ type = "sqlite3"; path = "{database}"; }};
"""
            )

    def start(self):
        self.process = subprocess.Popen(
            ["glewlwyd", "--config-file=" + self.folder + "/provider.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(200):
            try:
                self.api("GET", "/config")
                break
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit("glewlwyd ended: " + open(self.folder + "/provider.log").read())
                time.sleep(0.05)
        # What its database begins with. Nobody but this run reaches it.
        self.api("POST", "/api/auth", {"username": "admin", "password": "password"})
        for scope in ["profile", "email"]:
            self.api("POST", "/api/scope/", {"name": scope, "display_name": scope, "password_required": True, "password_max_age": 0, "scheme": {}})

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(10)

    def api(self, method, path, body=None, cookie=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Cookie": cookie or self.cookie},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                if path == "/api/auth" and cookie is None:
                    self.cookie = answer.headers["Set-Cookie"].split(";")[0]
                return answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            raise SystemExit(f"glewlwyd: {method} {path}: {error.code} {error.read().decode()}")

    def keys(self, kind):
        """A private and a public key, made by openssl."""
        private, public = self.folder + f"/{kind}.pem", self.folder + f"/{kind}.pub"
        make = ["openssl", "genpkey", "-out", private, "-algorithm"]
        make += ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"] if kind == "rsa" else ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        subprocess.run(make, check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-out", public], check=True)
        return open(private).read(), open(public).read()

    def plugin(self, kind, again=False):
        """OpenID Connect, signing with keys of a kind: rsa or ecdsa."""
        private, public = self.keys(kind)
        parameters = {
            "iss": self.issuer,
            "jwt-type": kind,
            "jwt-key-size": "256",
            "key": private,
            "cert": public,
            "access-token-duration": 600,
            "refresh-token-duration": 600,
            "code-duration": 60,
            "refresh-token-rolling": False,
            "allow-non-oidc": False,
            "auth-type-code-enabled": True,
            "auth-type-token-enabled": False,
            "auth-type-none-enabled": False,
            "auth-type-password-enabled": False,
            "auth-type-client-enabled": False,
            "auth-type-device-enabled": False,
            "auth-type-refresh-enabled": False,
            "auth-type-implicit-enabled": False,
            "pkce-allowed": True,
            "pkce-required": True,
            "pkce-method-plain-allowed": False,
            "subject-type": "public",
            "jwks-show": True,
            "oauth-as-iss-id": True,
            "name-claim": "on-demand",
            "email-claim": "mandatory",
            "scope-claim": "no",
            "claims": [
                {
                    "name": "email_verified",
                    "user-property": "verified",
                    "type": "boolean",
                    "boolean-value-true": "yes",
                    "boolean-value-false": "no",
                    "mandatory": True,
                    "on-demand": False,
                    "scope": [],
                }
            ],
        }
        body = {"module": "oidc", "name": "oidc", "display_name": "oidc", "parameters": parameters, "order_rank": 0}
        if again:
            self.api("PUT", "/api/mod/plugin/oidc", body)
            self.api("PUT", "/api/mod/plugin/oidc/reset")
        else:
            self.api("POST", "/api/mod/plugin/", body)

    def client(self, name, secret, redirect):
        self.api(
            "POST",
            "/api/client/",
            {
                "client_id": name,
                "name": name,
                "enabled": True,
                "confidential": True,
                "password": secret,
                "client_secret": secret,
                "scope": [],
                "redirect_uri": [redirect],
                "authorization_type": ["code"],
                "token_endpoint_auth_method": ["client_secret_basic"],
            },
        )

    def allow_property(self):
        """Lets users have the property that says whether an address is verified."""
        module = json.loads(self.api("GET", "/api/mod/user/database")[0])
        module["parameters"]["data-format"]["verified"] = {"multiple": False, "read": True, "write": True, "profile-read": True, "profile-write": False}
        self.api("PUT", "/api/mod/user/database", module)
        self.api("PUT", "/api/mod/user/database/reset/")

    def user(self, name, email, verified, client):
        """Somebody who has agreed to be known to the client. Returns the password."""
        password = secrets.token_hex(12)
        self.api(
            "POST",
            "/api/user/",
            {
                "username": name,
                "name": name,
                "email": email,
                "verified": "yes" if verified else "no",
                "enabled": True,
                "password": password,
                "scope": ["openid", "profile", "email", "g_profile"],
            },
        )
        own = self.sign_in(name, password)
        self.api("PUT", f"/api/auth/grant/{client}/", {"scope": "openid profile email"}, cookie=own)
        return password

    def sign_in(self, name, password, cookie="none=1"):
        """What the login page does. Returns the cookie of whoever is signed in."""
        _, headers = self.api("POST", "/api/auth", {"username": name, "password": password}, cookie=cookie)
        return headers["Set-Cookie"].split(";")[0]
