"""Posts the review as a comment on the pull request that an Azure pipeline validates.

The first run opens a thread, and later runs replace its text. Azure Repos has no command for this: the tool calls the
REST API "Pull Request Threads" with the token of the job. The build service needs "Contribute to pull requests".

Usage: python -m tools.review_thread FILE
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

VERSION = "api-version=7.1"
MARK = "<!-- review of this repository -->"
LONGEST = 150_000  # characters; the API refuses longer comments
CLOSED = 4


def post(text: str, *, environ: Mapping[str, str]) -> str:
    """Post a text on the pull request and return what was done.

    Args:
        text: Markdown.
        environ: Variables that Azure Pipelines sets, and SYSTEM_ACCESSTOKEN.

    Raises:
        URLError: Azure DevOps refuses the call or does not answer.
    """
    body = f"{MARK}\n{text}"[:LONGEST]
    threads = _threads(environ)
    token = environ["SYSTEM_ACCESSTOKEN"]
    for thread in _call("GET", threads, token=token)["value"]:
        first = thread["comments"][0] if thread["comments"] else {}
        if str(first.get("content", "")).startswith(MARK):
            url = f"{threads}/{thread['id']}/comments/{first['id']}"
            _call("PATCH", url, token=token, body={"content": body})
            return "comment replaced"
    comment = {"parentCommentId": 0, "commentType": "text", "content": body}
    _call("POST", threads, token=token, body={"comments": [comment], "status": CLOSED})
    return "comment posted"


def _threads(environ: Mapping[str, str]) -> str:
    collection, project = environ["SYSTEM_COLLECTIONURI"].rstrip("/"), quote(environ["SYSTEM_TEAMPROJECT"])
    repository, number = environ["BUILD_REPOSITORY_ID"], environ["SYSTEM_PULLREQUEST_PULLREQUESTID"]
    return f"{collection}/{project}/_apis/git/repositories/{repository}/pullRequests/{number}/threads"


def _call(method: str, url: str, *, token: str, body: Mapping[str, Any] | None = None) -> Any:
    request = Request(
        f"{url}?{VERSION}",
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urlopen(request, timeout=60) as answer:
        return json.load(answer)


def main(arguments: list[str]) -> int:
    try:
        print(post(Path(arguments[0]).read_text(), environ=os.environ))
    except KeyError as error:
        print(f"{error.args[0]}: not set - run this in an Azure pipeline of a pull request", file=sys.stderr)
        return 2
    except URLError as error:
        print(f"the comment was not posted: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
