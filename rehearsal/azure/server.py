"""HTTPS proxy that answers for every host itself: Entra, Resource Manager, key vaults and storage accounts."""

import json
import socketserver
import ssl
import threading
import time
import traceback
import uuid
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from rehearsal.azure import login, operations, resource_manager, services, storage_data, vault_data
from rehearsal.azure.behaviour import Reply
from rehearsal.azure.cloud import CLIENT, SUBSCRIPTION, TENANT, Cloud
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.tls import Authority

services.load()

QUIET = (401, 404)  # the provider asks before it creates


class StandIn:
    """A running stand-in for Azure, on a free port of 127.0.0.1.

    Args:
        folder: existing folder for certificates.
        log: file for one JSON line a request. None keeps no log.
    """

    def __init__(self, folder: Path, *, log: Path | None = None) -> None:
        self.cloud = Cloud()
        self._authority = Authority(folder=folder)
        self._log = log
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"stand_in": self}))
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, kwargs={"poll_interval": 0.1}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def proxy(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def certificate(self) -> Path:
        return self._authority.file

    def environ(self) -> dict[str, str]:
        """Environment variables that lead azurerm to the stand-in, with a made-up service principal."""
        return {
            "HTTPS_PROXY": self.proxy,
            "https_proxy": self.proxy,
            "NO_PROXY": "",
            "no_proxy": "",
            "SSL_CERT_FILE": str(self.certificate),
            "SSL_CERT_DIR": str(self.certificate.parent / "none"),
            "ARM_CLIENT_ID": CLIENT,
            "ARM_CLIENT_SECRET": "made-up",
            "ARM_TENANT_ID": TENANT,
            "ARM_SUBSCRIPTION_ID": SUBSCRIPTION,
            "ARM_USE_CLI": "false",
            "ARM_USE_MSI": "false",
            "ARM_USE_OIDC": "false",
            "ARM_ENVIRONMENT": "public",
            "ARM_DISABLE_TERRAFORM_PARTNER_ID": "true",
        }

    def context(self, host: str) -> ssl.SSLContext:
        with self.cloud.lock:
            return self._authority.context(host)

    def record(self, method: str, url: str, status: int, note: str) -> None:
        if self._log:
            row = {"time": round(time.time(), 3), "method": method, "url": url, "status": status, "note": note}
            with self.cloud.lock, self._log.open("a") as log:
                log.write(json.dumps({key: value for key, value in row.items() if value != ""}) + "\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is not worth a message."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stand_in: StandIn
    host = ""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        pass

    def do_CONNECT(self) -> None:
        self.host = self.path.rsplit(":", 1)[0]
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.wfile.flush()
        self.connection = self.stand_in.context(self.host).wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb", -1), self.connection.makefile("wb", 0)
        self.close_connection = False

    def finish(self) -> None:
        try:
            super().finish()
            self.connection.close()
        except OSError:
            pass

    def handle_any(self) -> None:
        """Answer a request. A fault of the stand-in is an answer too, because the provider repeats a broken one."""
        raw = self._content()
        url = urlsplit(self.path)
        self.host = self.host or url.hostname or ""
        cloud, note = self.stand_in.cloud, ""
        try:
            with cloud.lock:
                reply = self._answer(unquote(url.path), dict(parse_qsl(url.query)), raw)
        except AzureError as refused:
            note = f"{refused.code}: {refused.message}"
            if refused.status not in QUIET:
                cloud.refusals.append(note)
            error = {"code": refused.code, "message": refused.message}
            reply = Reply(status=refused.status, body={"error": error}, headers=refused.headers)
        except Exception:
            note = " | ".join(traceback.format_exc(limit=-3).splitlines())
            cloud.gaps.append(f"{self.command} {url.path}: {note}")
            reply = Reply(status=400, body={"error": {"code": "FaultOfTheStandIn", "message": note}})
        self.stand_in.record(self.command, f"{self.host}{url.path}", reply.status, note)
        self._send(reply)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = do_HEAD = handle_any

    def _content(self) -> bytes:
        if "chunked" not in (self.headers.get("Transfer-Encoding") or "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        raw = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            raw += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return raw

    def _answer(self, path: str, query: dict[str, str], raw: bytes) -> Reply:
        cloud = self.stand_in.cloud
        if self.host.startswith("login."):
            return login.answer(self.host, path)
        if ".vault." in self.host:
            signed_in = "Authorization" in self.headers
            request = vault_data.Request(
                cloud=cloud, host=self.host, method=self.command, path=path, body=_json(raw), signed_in=signed_in
            )
            return vault_data.answer(request)
        if self.host == operations.HOST:
            return resource_manager.answer(cloud, self.command, path, query, _json(raw))
        if self.host.endswith(".core.windows.net"):
            return storage_data.answer(self.command, self.host, path, query)
        if self.host.startswith("graph."):
            return Reply(body={"value": []})
        raise AzureError("NoSuchHost", f"the stand-in does not answer for {self.host}{path}", status=404)

    def _send(self, reply: Reply) -> None:
        content = (
            reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode() if reply.body else b""
        )
        content = b"" if reply.status == 204 else content
        kind = "application/xml" if isinstance(reply.body, bytes) else "application/json; charset=utf-8"
        self.send_response(reply.status)
        headers = {"x-ms-request-id": str(uuid.uuid4()), **reply.headers}
        headers |= {"Content-Type": kind} if content else {}
        headers |= {} if reply.status == 204 else {"Content-Length": str(len(content))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _json(raw: bytes) -> Any:
    return json.loads(raw) if raw.strip() else {}
