"""Reads the rules of Gatekeeper in a folder: in each file a constraint template, and the constraint that applies it.

Both are written as for Gatekeeper itself. What Azure Policy cannot express is refused.
Source: Azure pages "Understand Azure Policy for Kubernetes clusters" and "Azure Policy definitions deny effect".
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from aks_baseline.policy.gatekeeper_rule import GatekeeperRule
from config.problem import ConfigError
from config.reading.templates import template_problems
from config.reading.wording import listed, shown
from config.reading.yaml import parse

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,34}[a-z0-9])?")
TEMPLATE = ("templates.gatekeeper.sh/v1", "templates.gatekeeper.sh/v1beta1")
CONSTRAINT = "constraints.gatekeeper.sh/v1beta1"
EFFECTS: Mapping[object, Literal["Deny", "Audit"]] = {"deny": "Deny", "dryrun": "Audit"}
MATCHES = ("kinds", "namespaces", "excludedNamespaces", "labelSelector")
SYNC = "metadata.gatekeeper.sh/requires-sync-data"
BETWEEN_DOCUMENTS = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)


class Refused(Exception):  # noqa: N818 - it becomes a Problem
    """A file that is no rule for Azure Policy.

    Args:
        got: What is wrong, after the name of the file.
        need: What is allowed.
        fix: What to do.
    """

    def __init__(self, *, got: str, need: str, fix: str) -> None:
        super().__init__(got)
        self.got, self.need, self.fix = got, need, fix


def rule_files(folder: str) -> list[Path]:
    """YAML files of a folder, by name. Other files are left alone.

    Raises:
        Refused: There is no such folder, or it has no rule.
    """
    need = "a folder with rules of Gatekeeper, relative to the file that names it"
    try:
        files = sorted(each for each in Path(folder).iterdir() if each.suffix in (".yaml", ".yml"))
    except (OSError, ValueError):
        raise Refused(got=f"{shown(folder)}, which is no folder", need=need, fix="correct the path") from None
    if not files:
        raise Refused(got=f"{shown(folder)} without a YAML file", need=need, fix="add a rule, or delete the key")
    return files


def read_rule(file: Path) -> GatekeeperRule:
    """Read the rule in a file.

    Raises:
        Refused: The file is no rule, or Azure Policy cannot express it.
    """
    if not NAME.fullmatch(file.stem):
        need = "at most 36 lower-case letters, digits and inner hyphens before .yaml: it is the name of the policy"
        raise Refused(got=f"{file.name}, its name", need=need, fix="rename the file")
    text, template, constraint = _documents(file)
    try:
        _check_template(file, template, constraint)
        title, description = _heading(file, template)
        return _rule(file, constraint, title=title, description=description, template=text)
    except (AttributeError, TypeError, KeyError, IndexError):
        need = "a constraint template and a constraint as Gatekeeper's documentation has them"
        raise Refused(got=f"{file.name}, a field of another type", need=need, fix="try it with gator test") from None


def gatekeeper_rules(folder: str | None) -> tuple[GatekeeperRule, ...]:
    """Rules in a folder that was checked before. None: there is no folder.

    Raises:
        Refused: A file is no rule.
    """
    return tuple(read_rule(file) for file in rule_files(folder)) if folder else ()


def _documents(file: Path) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Text and values of the template, and values of the constraint."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Refused(got=f"{file.name}, which cannot be read", need="text in UTF-8", fix="save it anew") from None
    parts = [part for part in BETWEEN_DOCUMENTS.split(text) if part.strip()]
    need, fix = "two documents: a constraint template, --- and its constraint", "put each rule into a file of its own"
    if len(parts) != 2:
        raise Refused(got=f"{file.name} with {len(parts)} documents", need=need, fix=fix)
    try:
        sources = [parse(part, file=file) for part in parts]
    except ConfigError as error:
        raise Refused(got=f"{file.name}, which is no YAML: {error.problems[0].got}", need=need, fix=fix) from None
    if doubled := next((each for source in sources for each in source.doubled.values()), None):
        raise Refused(got=f"{file.name} with {doubled.path} twice", need="each key once", fix="delete one")
    template, constraint = (source.values for source in sources)
    return f"{parts[0].strip()}\n", template, constraint


def _heading(file: Path, template: Mapping[str, Any]) -> tuple[str, str]:
    """Title and description of a template, from its annotations."""
    notes = template["metadata"].get("annotations") or {}
    title = " ".join(str(notes.get("metadata.gatekeeper.sh/title") or file.stem.replace("-", " ")).split())
    description = " ".join(str(notes.get("description") or title).split())
    if found := next(iter(template_problems([title, description]).values()), None):
        raise Refused(got=f"{file.name}, {found.got} in an annotation", need=found.need, fix=found.fix)
    return title[:120], description[:500]


def _check_template(file: Path, template: Mapping[str, Any], constraint: Mapping[str, Any]) -> None:
    """Refuse a template that Azure does not take, and a constraint of another template."""
    kind, version = template.get("kind"), template.get("apiVersion")
    if kind != "ConstraintTemplate" or version not in TEMPLATE:
        need = f"a ConstraintTemplate of {listed(TEMPLATE)} as the first document"
        raise Refused(
            got=f"{file.name} with {shown(kind)} of {shown(version)}", need=need, fix="exchange the documents"
        )
    made, name = template["spec"]["crd"]["spec"]["names"]["kind"], template["metadata"]["name"]
    if name != made.lower():
        need = f"{made.lower()}, its kind {made} in lower case"
        raise Refused(got=f"{file.name}, a template named {shown(name)}", need=need, fix="rename the template")
    if (constraint.get("kind"), constraint.get("apiVersion")) != (made, CONSTRAINT):
        got = f"{file.name} with {shown(constraint.get('kind'))} of {shown(constraint.get('apiVersion'))}"
        raise Refused(got=got, need=f"a {made} of {CONSTRAINT} as the second document", fix="add the constraint")
    replicated = SYNC in (template["metadata"].get("annotations") or {}) or "data.inventory" in str(template["spec"])
    if replicated:
        need = "a rule that looks at one object: Azure Policy keeps data.inventory empty for rules of your own"
        raise Refused(got=f"{file.name} with data.inventory", need=need, fix="write the rule without it")


def _rule(file: Path, constraint: Mapping[str, Any], *, title: str, description: str, template: str) -> GatekeeperRule:
    if found := next(iter(template_problems(constraint["spec"]).values()), None):
        raise Refused(got=f"{file.name}, {found.got} in spec.{found.path}", need=found.need, fix=found.fix)
    spec = constraint["spec"]
    match, action = spec["match"], spec.get("enforcementAction", "deny")
    if action not in EFFECTS:
        got, fix = f"{file.name} with enforcementAction {shown(action)}", "choose one of them"
        raise Refused(got=got, need="deny or dryrun, which become Deny and Audit", fix=fix)
    if unknown := next((key for key in match if key not in MATCHES), None):
        need = f"{listed(MATCHES)}, which are all that Azure Policy knows"
        raise Refused(got=f"{file.name} with spec.match.{unknown}", need=need, fix="delete it")
    kinds = match["kinds"]
    if len(kinds) != 1 or "*" in (*kinds[0]["apiGroups"], *kinds[0]["kinds"]):
        need = "one item with apiGroups and kinds that have names: Azure Policy takes no list of pairs, and no *"
        raise Refused(got=f"{file.name}, its spec.match.kinds", need=need, fix="write a file for each group of kinds")
    return GatekeeperRule(
        name=file.stem,
        title=title,
        description=description,
        template=template,
        effect=EFFECTS[action],
        api_groups=_texts(kinds[0]["apiGroups"]),
        kinds=_texts(kinds[0]["kinds"]),
        namespaces=_texts(match.get("namespaces") or []),
        excluded_namespaces=_texts(match.get("excludedNamespaces") or []),
        labels=dict(match.get("labelSelector") or {}),
        values=dict(spec.get("parameters") or {}),
    )


def _texts(values: list[object]) -> tuple[str, ...]:
    """Texts of a list. An empty text is one."""
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise TypeError(values)
    return tuple(map(str, values))


def refusals(folder: str) -> Iterator[Refused]:
    """Yield what is wrong in a folder: one for each file, or one for the folder."""
    try:
        files = rule_files(folder)
    except Refused as refused:
        yield refused
        return
    for file in files:
        try:
            read_rule(file)
        except Refused as refused:
            yield refused
