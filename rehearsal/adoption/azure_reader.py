"""Reads Azure with the login of the Azure CLI, for the parts of ids that Azure has chosen."""

import json
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

TIMEOUT = 30  # seconds
MANAGEMENT = "https://management.azure.com"
VAULT = "https://vault.azure.net"


class ReadError(Exception):
    """Azure cannot be read. The message is one line."""


def cli_token(resource: str) -> str:
    """Token of the Azure CLI for a resource.

    Raises:
        ReadError: the CLI is missing or not logged in.
    """
    command = ["az", "account", "get-access-token", "--resource", resource, "--query", "accessToken", "--output", "tsv"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReadError(f"az: cannot be run ({error}) - install the Azure CLI and run az login") from error
    if done.returncode:
        raise ReadError("az: no login - run az login")
    return done.stdout.strip()


@dataclass(frozen=True, kw_only=True)
class AzureReader:
    """Reads Azure over HTTPS.

    Args:
        token: returns a token for a resource, such as `cli_token`.
        proxy: address of a proxy. None uses that of the environment.
        trust: TLS context. None trusts what the system trusts.
    """

    token: Callable[[str], str] = cli_token
    proxy: str | None = None
    trust: ssl.SSLContext | None = None

    def get(self, address: str) -> dict[str, Any] | None:
        """JSON of an address. None if nothing is there.

        Args:
            address: path of Resource Manager, or address of a vault.

        Raises:
            ReadError: Azure refuses, or cannot be reached.
        """
        vault = address.startswith("https://")
        url = address if vault else f"{MANAGEMENT}{address}"
        handlers = [ProxyHandler({"https": self.proxy} if self.proxy else None), HTTPSHandler(context=self.trust)]
        headers = {"Authorization": f"Bearer {self.token(VAULT if vault else MANAGEMENT)}"}
        try:
            with build_opener(*handlers).open(Request(url, headers=headers), timeout=TIMEOUT) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except HTTPError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return None
            raise ReadError(f"{url.partition('?')[0]}: Azure answers {error.code} {error.reason}") from error
        except (URLError, TimeoutError) as error:
            raise ReadError(f"{url.partition('?')[0]}: cannot be reached ({error})") from error
