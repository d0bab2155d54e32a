"""Answers of a key vault's own end point: certificates, keys and secrets.

Source: Azure page "Azure Key Vault REST API reference", API version 7.4.
"""

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rehearsal.azure.behaviour import Reply
from rehearsal.azure.cloud import DEPLOYER, TENANT, Cloud, Resource
from rehearsal.azure.refusal import AzureError
from rehearsal.azure.roles import assignments
from rehearsal.azure.values import Body, at, rows, same
from rehearsal.azure.vault_certificates import made_certificate
from rehearsal.azure.vaults import Contents, Kind

KINDS: tuple[Kind, ...] = ("certificates", "keys", "secrets")
WRITERS: dict[Kind, tuple[str, ...]] = {
    "certificates": ("Key Vault Administrator", "Key Vault Certificates Officer"),
    "secrets": ("Key Vault Administrator", "Key Vault Secrets Officer"),
    "keys": ("Key Vault Administrator", "Key Vault Crypto Officer"),
}
READERS: dict[Kind, tuple[str, ...]] = {
    "certificates": ("Key Vault Reader", "Key Vault Certificate User"),
    "secrets": ("Key Vault Secrets User", "Key Vault Certificate User"),
    "keys": ("Key Vault Crypto User", "Key Vault Reader"),
}
NOT_FOUND: dict[Kind, str] = {
    "certificates": "CertificateNotFound",
    "keys": "KeyNotFound",
    "secrets": "SecretNotFound",
}
NAME = re.compile(r"[0-9a-zA-Z-]{1,127}")
SECRET_BYTES = 25 * 1024  # Azure page "About Azure Key Vault secrets": a value of at most 25k bytes
DAY = 86400


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request to a vault.

    Args:
        cloud: everything that exists.
        host: host name of the vault.
        method: HTTP method.
        path: path without the query, `/secrets/name/version`.
        body: JSON of the request.
        signed_in: whether it carries a token.
    """

    cloud: Cloud
    host: str
    method: str
    path: str
    body: Body
    signed_in: bool

    @cached_property
    def parts(self) -> list[str]:
        return self.path.strip("/").split("/")

    @property
    def kind(self) -> Kind:
        name = self.parts[0].lower().removeprefix("deleted")
        if name not in KINDS:
            raise AzureError("NotFound", self.path, status=404)
        return name

    @property
    def deleted(self) -> bool:
        return self.parts[0].lower().startswith("deleted")

    @property
    def item(self) -> str:
        return self.parts[1].lower() if len(self.parts) > 1 else ""

    @property
    def last(self) -> str:
        return self.parts[-1].lower()

    @property
    def base(self) -> str:
        return f"https://{self.host}/{self.kind}"

    @cached_property
    def vault(self) -> Resource:
        name = self.host.split(".")[0]
        for each in self.cloud.of_type("Microsoft.KeyVault/vaults"):
            if same(each.id.name, name):
                return each
        raise AzureError("VaultNotFound", f"no key vault answers at {self.host}", status=404)

    @property
    def contents(self) -> Contents:
        return self.cloud.vaults.live[self.vault.id.name.lower()]

    @property
    def versions(self) -> list[Body]:
        """Versions of the item.

        Raises:
            AzureError: there is none.
        """
        found = self.contents.items(self.kind).get(self.item)
        if not found:
            raise self.not_found()
        return found

    def not_found(self) -> AzureError:
        return AzureError(NOT_FOUND[self.kind], f"{self.path} was not found in this key vault.", status=404)

    def attributes(self) -> Body:
        """Attributes of a new version."""
        now, days = int(time.time()), self.vault.properties["softDeleteRetentionInDays"]
        given = {key: value for key, value in (self.body.get("attributes") or {}).items() if value is not None}
        level = {"recoveryLevel": "Recoverable+Purgeable", "recoverableDays": days}
        return {"enabled": True, "created": now, "updated": now, **level, **given}


def answer(request: Request) -> Reply:
    """Answer a request.

    Raises:
        AzureError: the vault would refuse it.
    """
    if request.kind == "certificates" and request.item == "contacts":
        raise AzureError("ContactsNotFound", "Contacts not found.", status=404)
    _refuse_without_access(request)
    if request.deleted:
        return _answer_deleted(request)
    if not request.item:
        items = request.contents.items(request.kind).values()
        return Reply(body={"value": [_listed(versions[-1]) for versions in items]})
    if request.method in ("PUT", "POST") and (request.kind, request.item) in request.contents.deleted:
        message = f"{request.kind[:-1]} {request.item} is in a deleted but recoverable state"
        raise AzureError("Conflict", message, status=409)
    if request.kind == "secrets":
        _check_secret(request)
    created = CREATED.get((request.kind, request.method, request.last if request.method == "POST" else ""))
    return created(request) if created else _answer_item(request)


def _refuse_without_access(request: Request) -> None:
    vault, cloud, kind = request.vault, request.cloud, request.kind
    if not request.signed_in:
        where = f'authorization="https://login.microsoftonline.com/{TENANT}", resource="https://vault.azure.net"'
        headers = {"WWW-Authenticate": f"Bearer {where}"}
        raise AzureError("Unauthorized", "AKV10000: Request is missing a Bearer token.", status=401, headers=headers)
    if vault.properties.get("enableRbacAuthorization"):
        accepted = WRITERS[kind] + (READERS[kind] if request.method == "GET" else ())
        granted = [key for who in cloud.deployers for key in assignments(cloud, who, vault.id.text, *accepted)]
        if not granted:
            need = f"needs one of {', '.join(accepted)} on {vault.id.text} before {request.method} {request.path}"
            raise AzureError("Forbidden", f"Caller is not authorized: the deployer {need}", status=403)
        if request.method in ("PUT", "POST") and request.item:
            cloud.need(f"{request.base}/{request.item}", granted, "the deployer's role on the vault")
    elif not any(same(each.get("objectId"), DEPLOYER) for each in rows(vault.properties, "accessPolicies")):
        raise AzureError("Forbidden", f"{request.host}: no access policy for the deployer {DEPLOYER}", status=403)
    _notice_closed(vault, cloud)


def _notice_closed(vault: Resource, cloud: Cloud) -> None:
    rules = vault.properties.get("networkAcls") or {}
    closed = same(rules.get("defaultAction"), "Deny") and not (rules.get("ipRules") or rules.get("virtualNetworkRules"))
    if closed or vault.properties.get("publicNetworkAccess") == "Disabled":
        need = "the machine that runs Terraform must be in its network"
        cloud.notice(f"{vault.id.name}: Terraform writes to this vault, which lets no public address in; {need}")


def _answer_deleted(request: Request) -> Reply:
    kind, contents, item = request.kind, request.contents, request.item
    if not item:
        found = [(name, versions) for (of, name), versions in contents.deleted.items() if of == kind]
        return Reply(body={"value": [_recovery(request, name, _listed(versions[-1])) for name, versions in found]})
    gone = contents.deleted.get((kind, item))
    if gone is None:
        raise request.not_found()
    if request.method == "DELETE":
        if request.vault.properties.get("enablePurgeProtection"):
            what = f"{kind[:-1]} {item} of {request.vault.id.name}"
            raise AzureError("Forbidden", f'"purge" is not allowed, purge protection is on: {what}', status=403)
        del contents.deleted[(kind, item)]
        return Reply(status=204)
    if request.last == "recover":
        contents.items(kind)[item] = contents.deleted.pop((kind, item))
        return Reply(body=gone[-1])
    return Reply(body=_recovery(request, item, _listed(gone[-1]) if kind == "secrets" else gone[-1]))


def _recovery(request: Request, name: str, body: Body) -> Body:
    now, days = int(time.time()), request.vault.properties["softDeleteRetentionInDays"]
    id_ = f"https://{request.host}/deleted{request.kind}/{name}"
    return {**body, "recoveryId": id_, "deletedDate": now, "scheduledPurgeDate": now + DAY * days}


def _listed(version: Body, *, with_version: bool = False) -> Body:
    """Row of a list: no value, no policy, and no version in its id unless the list is one of versions."""
    id_ = version["key"]["kid"] if "key" in version else version["id"]
    row = {key: value for key, value in version.items() if key not in ("value", "policy", "key", "cer")}
    row["kid" if "key" in version else "id"] = id_ if with_version else id_.rsplit("/", 1)[0]
    return row


def _check_secret(request: Request) -> None:
    """Refuse what the secrets of a vault refuse."""
    name, path = request.parts[1], request.path
    if not NAME.fullmatch(name):
        raise AzureError("BadParameter", f"The request URI contains an invalid name: {name}")
    have = request.contents.secrets.get(request.item)
    if have and request.method in ("PUT", "PATCH", "DELETE") and have[-1].get("managed"):
        message = f"{path}: this secret belongs to a certificate of the same name; change the certificate"
        raise AzureError("Forbidden", message, status=403)
    if request.method != "PUT":
        return
    value = request.body.get("value")
    if not isinstance(value, str):
        raise AzureError("BadParameter", f"{path}: the property 'value' is required")
    if len(value.encode()) > SECRET_BYTES:
        size = f"{len(value.encode())} bytes, at most {SECRET_BYTES} are allowed"
        raise AzureError("BadParameter", f"{path}: the value has {size}")
    begins, ends = at(request.body, "attributes", "nbf"), at(request.body, "attributes", "exp")
    if begins and ends and begins >= ends:
        raise AzureError("BadParameter", f"{path}: 'nbf' must be earlier than 'exp'")


def _new_certificate(request: Request) -> Reply:
    version = uuid.uuid4().hex
    name = request.parts[1]
    certificate, secret = made_certificate(
        request.body, host=request.host, name=name, version=version, attributes=request.attributes()
    )
    contents = request.contents
    contents.certificates.setdefault(request.item, []).append(certificate)
    contents.secrets.setdefault(request.item, []).append(secret)
    if request.last == "import":
        return Reply(body=certificate)
    return Reply(status=202, body=_operation(request, certificate["policy"]["issuer"]) | {"status": "inProgress"})


def _operation(request: Request, issuer: Any) -> Body:
    target = f"{request.base}/{request.parts[1]}"
    return {"id": f"{target}/pending", "issuer": issuer, "status": "completed", "target": target}


def _new_secret(request: Request) -> Reply:
    stated = {"value": request.body["value"], "contentType": request.body.get("contentType")}
    return _new_version(request, {"id": _new_id(request), **stated})


def _new_key(request: Request) -> Reply:
    modulus = "g" + "A" * 341  # 2048 bits, of a key that encrypts nothing
    kind = {"kty": request.body.get("kty", "RSA"), "key_ops": request.body.get("key_ops")}
    return _new_version(request, {"key": {"kid": _new_id(request), **kind, "n": modulus, "e": "AQAB"}})


def _new_id(request: Request) -> str:
    return f"{request.base}/{request.parts[1]}/{uuid.uuid4().hex}"


def _new_version(request: Request, version: Body) -> Reply:
    version |= {"attributes": request.attributes(), "tags": request.body.get("tags") or {}}
    request.contents.items(request.kind).setdefault(request.item, []).append(version)
    return Reply(body=version)


CREATED: dict[tuple[Kind, str, str], Callable[[Request], Reply]] = {
    ("certificates", "POST", "create"): _new_certificate,
    ("certificates", "POST", "import"): _new_certificate,
    ("keys", "POST", "create"): _new_key,
    ("secrets", "PUT", ""): _new_secret,
}


def _answer_item(request: Request) -> Reply:
    """Read, change or delete an item that is there."""
    versions, path = request.versions, f"{request.base}/{request.parts[1]}"
    if request.method == "DELETE":
        return _delete(request)
    if request.last == "versions":
        return Reply(body={"value": [_listed(each, with_version=True) for each in versions]})
    if request.last == "rotationpolicy":
        return Reply(body={"id": f"{path}/rotationpolicy", "lifetimeActions": [], "attributes": {}})
    if request.last == "pending":
        return Reply(body=_operation(request, {"name": "Self"}))
    if request.last == "policy":
        return Reply(body=versions[-1]["policy"])
    version = _version(request)
    if request.kind == "secrets" and request.method == "GET" and not version["attributes"]["enabled"]:
        message = f"Operation get is not allowed on a disabled secret. {request.path}"
        raise AzureError("Forbidden", message, status=403)
    if request.method == "PATCH":
        _change(version, request.body)
    return Reply(body=version)


def _version(request: Request) -> Body:
    if len(request.parts) < 3:
        return request.versions[-1]
    for each in request.versions:
        id_ = each["key"]["kid"] if "key" in each else each["id"]
        if same(id_.rsplit("/", 1)[1], request.parts[2]):
            return each
    raise request.not_found()


def _delete(request: Request) -> Reply:
    contents = request.contents
    gone = contents.items(request.kind).pop(request.item)
    contents.deleted[(request.kind, request.item)] = gone
    if request.kind == "certificates":
        contents.secrets.pop(request.item, None)
    shown = _listed(gone[-1]) if request.kind == "secrets" else gone[-1]
    return Reply(body={**shown, "recoveryId": f"https://{request.host}/deleted{request.kind}/{request.item}"})


def _change(version: Body, changes: Body) -> None:
    version |= {key: changes[key] for key in ("tags", "contentType") if key in changes}
    for part in ("attributes", "policy"):
        if part in version:
            stated = changes.get(part) or {}
            version[part].update({key: value for key, value in stated.items() if value is not None})
