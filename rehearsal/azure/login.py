"""Answers of Microsoft Entra: tokens for a made-up service principal."""

import base64
import json
import time

from rehearsal.azure.behaviour import Reply
from rehearsal.azure.cloud import CLIENT, DEPLOYER, TENANT
from rehearsal.azure.values import Body

DAY = 86400
AUDIENCE = "https://management.azure.com"


def answer(host: str, path: str) -> Reply:
    """Metadata of the tenant, or a token. The provider does not check the token's signature."""
    if "openid-configuration" in path:
        issuer, tokens = f"https://sts.windows.net/{TENANT}/", f"https://{host}/{TENANT}/oauth2/v2.0/token"
        return Reply(body={"issuer": issuer, "token_endpoint": tokens})
    now = int(time.time())
    token = f"{_encoded({'alg': 'none', 'typ': 'JWT'})}.{_encoded(_claims(now))}."
    times = {"expires_in": DAY, "expires_on": now + DAY}
    return Reply(body={"token_type": "Bearer", "access_token": token, "resource": AUDIENCE, **times})


def _claims(now: int) -> Body:
    who = {"appid": CLIENT, "idtyp": "app", "oid": DEPLOYER, "sub": DEPLOYER, "tid": TENANT, "ver": "1.0"}
    times = {"iat": now, "nbf": now, "exp": now + DAY}
    return {"aud": AUDIENCE, "iss": f"https://sts.windows.net/{TENANT}/", **times, **who}


def _encoded(part: Body) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
