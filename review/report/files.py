"""Writes the review files for reviewers and code hosts."""

import json
from pathlib import Path

from config.reading.documents import Document
from review.report.content import Content
from review.report.markdown import markdown
from review.report.page import page
from review.report.sarif import sarif


def write(content: Content, *, document: Document, root: Path, out: Path) -> None:
    """Write `review.html`, `review.md` and `review.sarif` into the folder `out`.

    Args:
        content: content of the files.
        document: parsed configuration file.
        root: folder that paths in `review.sarif` are relative to.
        out: the output folder.
    """
    (out / "review.html").write_text(page(content), encoding="utf-8")
    (out / "review.md").write_text(markdown(content), encoding="utf-8")
    log = json.dumps(sarif(content, document=document, root=root), indent=2, ensure_ascii=False)
    (out / "review.sarif").write_text(log + "\n", encoding="utf-8")
