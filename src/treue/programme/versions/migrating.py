"""What a document says about what it makes worse: whether `migrate` names it, and from when it may hold (R11.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from treue.domain.instants import after
from treue.programme.schema.document import Document
from treue.programme.versions.nodes import NodeId
from treue.programme.versions.worsening import Worsening, notice_of


def is_migrated(worsening: Worsening, *documents: Document) -> bool:
    """Whether one of the documents says what becomes of it.

    Units that are counted with other decimals have to be converted: what is in the books would be read as another
    amount. A shorter notice needs no migration: nothing has to become of it, it only waits for the longer one.
    """
    return worsening.kind == "told_later" or any(
        migration.names(worsening.node.section, worsening.node.name)
        and (worsening.kind != "recounted" or migration.how == "convert")
        for document in documents
        for migration in document.migrate
    )


def idle_migrations(worsenings: Iterable[Worsening], document: Document) -> tuple[NodeId, ...]:
    """What `migrate` names although nothing about it gets worse."""
    worse = {(worsening.node.section, worsening.node.name) for worsening in worsenings}
    return tuple(
        NodeId(section, name, is_listed=section != "units")
        for migration in document.migrate
        for section, names in migration.named().items()
        for name in names
        if (section, name) not in worse
    )


def earliest_start(now: datetime, older: Document, newer: Document) -> datetime:
    """From when `newer` may make worse what `older` promised.

    The longer of the two notices counts, in the programme's zone: no version shortens the notice it is bound to.
    """
    where = newer.programme.time_zone
    return max(after(now, notice_of(document), where) for document in (older, newer))


def migration_text(worsenings: Iterable[Worsening]) -> str:
    """What to write so that all of these are named."""
    sections: dict[tuple[str, str], dict[str, None]] = {}
    for worsening in worsenings:
        how = "convert" if worsening.kind == "recounted" else "follow"
        sections.setdefault((how, worsening.node.section), {})[worsening.node.name] = None
    lines = ["migrate:"]
    for (how, section), names in sections.items():
        lines.append(f"  - {{{section}: [{', '.join(names)}], how: {how}}}")
    return "\n".join(lines)
