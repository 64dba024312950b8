"""A Dovecot server (2.3 or 2.4) in a temporary folder with one mailbox, run by root or another user."""

import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import mkdtemp

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "events", "open-sesame"
PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")

COMMON = """
base_dir = {home}/run
{state}
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {ssl_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
ssl = yes
"""
OLD = """
mail_location = maildir:{home}/mail
disable_plaintext_auth = no
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail
}}
"""
NEW = """
mail_driver = maildir
mail_path = {home}/mail
auth_allow_cleartext = yes
ssl_server_cert_file = {home}/cert.pem
ssl_server_key_file = {home}/key.pem
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {home}/mail
  }}
}}
"""


class Dovecot:
    """The server. Tests write and read the mails in its folders as files."""

    def __init__(self) -> None:
        self.home = Path(mkdtemp(prefix="dc", dir="/tmp"))
        self.port, self.ssl_port = _free_port(), _free_port()
        self.ca = self.home / "cert.pem"
        self.delivered = 0
        is_root = os.getuid() == 0
        # Dovecot refuses to read mail as root.
        self.owner = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.getuid())
        (self.home / "mail").mkdir()
        self.home.chmod(0o755)
        certify(self.home)
        version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
        found = re.match(r"(\d+)\.(\d+)", version)
        is_new = found is not None and (int(found[1]), int(found[2])) >= (2, 4)
        head = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n" if is_new else ""
        (self.home / "dovecot.conf").write_text(
            head
            + (COMMON + (NEW if is_new else OLD)).format(
                home=self.home,
                state="" if not is_new else f"state_dir = {self.home}/state",
                internal="dovecot" if is_root else self.owner.pw_name,
                group="dovecot" if is_root else grp.getgrgid(self.owner.pw_gid).gr_name,
                login="dovenull" if is_root else self.owner.pw_name,
                port=self.port,
                ssl_port=self.ssl_port,
                password=PASSWORD,
                uid=self.owner.pw_uid,
                gid=self.owner.pw_gid,
            )
        )
        self._own()

    def start(self) -> None:
        self.process = subprocess.Popen([str(PROGRAM), "-F", "-c", str(self.home / "dovecot.conf")])
        for _attempt in range(100):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                    if line.recv(4) == b"* OK":
                        return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"Dovecot does not start: {self.log()}")

    def stop(self) -> None:
        """End it with all its connections."""
        self.process.terminate()
        self.process.wait(10)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def empty(self) -> None:
        for name in ("new", "cur"):
            for path in (self.home / "mail").rglob(f"{name}/*"):
                path.unlink()

    def deliver(self, raw: bytes) -> None:
        self.delivered += 1
        for name in ("new", "cur", "tmp"):
            (self.home / "mail" / name).mkdir(exist_ok=True)
        path = self.home / "mail" / "new" / f"{1_773_000_000 + self.delivered}.M{self.delivered}.test"
        path.write_bytes(raw)
        self._own()

    def mails(self, folder: str = "") -> list[bytes]:
        """Return what lies in folder; "" is the inbox."""
        at = self.home / "mail" / (f".{folder}" if folder else "")
        return sorted(path.read_bytes() for name in ("new", "cur") for path in (at / name).glob("*"))

    def log(self) -> str:
        path = self.home / "log"
        return path.read_text() if path.exists() else ""

    def _own(self) -> None:
        for path in [self.home / "mail", *(self.home / "mail").rglob("*")]:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)


def certify(home: Path) -> None:
    """Write a self-signed certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Plenary's tests")])
    begin = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (home / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (home / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def require() -> None:
    """Skip a test without Dovecot, or fail it if CI=true."""
    if PROGRAM is None:
        said = "There is no dovecot (dovecot-imapd): nothing can be read from a real mailbox."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)
