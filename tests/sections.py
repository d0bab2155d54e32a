"""Reads the page of a review as a person does: the words under each heading."""

from html.parser import HTMLParser

VOID = ("meta", "br", "input", "rect", "path")
UNSEEN = ("style", "script")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, list[str]] = {}
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._section = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given[name] or "" for name in ("href", "src") if name in given]
        if tag == "section":
            self._section = given["id"] or ""
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if not set(self._open) & set(UNSEEN):
            self.words.setdefault(self._section, []).append(data)


class Sections:
    """The words of each section by its id, and what the page is made of."""

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.feed(html)
        self.tags, self.ids, self.links = reader.tags, reader.ids, reader.links
        self._words = {id_: " ".join(" ".join(words).split()) for id_, words in reader.words.items()}

    def __getitem__(self, section: str) -> str:
        return self._words[section]
