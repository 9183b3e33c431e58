"""Documents with parts that are over, for tests: a head, and parts written in all ways people write lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import strategies as st

from treue.programme.source import Node
from treue.programme.versions import NodeId, nodes_of, root_of
from treue.programme.versions.nodes import content_of

NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
HEAD = """\
treue: 1
programme: {id: shop, name: Shop, currency: EUR, time_zone: Europe/Berlin, languages: [en], law: none}
units: {points: {name: {en: [point, points]}}}
"""


def contents(parts: dict[str, bytes]) -> dict[NodeId, object]:
    """What every node says, by what it is called outside the archive."""
    return {node.live: content_of(written) for node, written in written_nodes(parts).items()}


def written_nodes(parts: dict[str, bytes]) -> dict[NodeId, Node]:
    return nodes_of(root_of(parts))


@dataclass(frozen=True, slots=True)
class Written:
    """Parts of a document, and which of them are over."""

    parts: dict[str, bytes]
    over: frozenset[NodeId]


_DAYS = st.sampled_from(["2026-01-31", "2026-12-31", "2027-01-01", "2028-02-29", None])


@st.composite
def _section(draw: st.DrawFn, listed: bool, section: str, begin: str) -> tuple[str, list[NodeId]]:
    """The text of a section and what of it is over before 2027."""
    over, texts = [], []
    style = draw(st.sampled_from(["block", "inner", "flow", "lines"]))
    for number in range(draw(st.integers(1, 4))):
        name, until = f"{begin}{number}", draw(_DAYS)
        if until is not None and until < "2027":
            over.append(NodeId(section, name, is_listed=listed))
        values = {"offers": "gives: {percent: 5}", "partners": "name: Fuel"}[section]
        keys = [f"id: {name}"] * listed + [values] + [f"until: {until}"] * (until is not None)
        inner = "{" + ", ".join(keys) + "}"
        above = draw(st.sampled_from(["", f"  # about {name}\n", "\n", "# aside\n\n"]))
        beside = draw(st.sampled_from(["", "  # beside"]))
        if style == "block" and listed:
            texts.append(above + "  - " + "\n    ".join(keys) + beside + "\n")
        elif style == "block":
            texts.append(above + f"  {name}:\n    " + "\n    ".join(keys) + beside + "\n")
        elif style == "inner":
            texts.append(above + (f"  - {inner}" if listed else f"  {name}: {inner}") + beside + "\n")
        else:
            texts.append(inner if listed else f"{name}: {inner}")
    if style in ("block", "inner"):
        return f"{section}:{draw(st.sampled_from(['', ' # all']))}\n" + "".join(texts), over
    opened, closed = ("[", "]") if listed else ("{", "}")
    between = ", " if style == "flow" else ",\n  # next\n  "
    return f"{section}: {opened}{between.join(texts)}{closed}\n", over


@st.composite
def documents(draw: st.DrawFn) -> Written:
    """A file, or a folder of up to three parts."""
    is_folder = draw(st.booleans())
    over: list[NodeId] = []
    parts: dict[str, bytes] = {}
    names = ["programme.yaml", *(["spring.yaml", "more/summer.yaml"][: draw(st.integers(0, 2))] if is_folder else [])]
    for position, name in enumerate(names):
        text = HEAD if position == 0 else draw(st.sampled_from(["", "# campaigns\n"]))
        sections = draw(st.sampled_from([[True], [False], [True, False]]))
        for listed in sections:
            section = "offers" if listed else "partners"
            written, finished = draw(_section(listed, section, f"{'abc'[position]}"))
            text += written
            over += finished
        if draw(st.booleans()):
            text = text.replace("\n", "\r\n")
        parts[name] = text.encode()
    if draw(st.booleans()):
        old = "{offers: [{id: old, gives: {percent: 1}, until: 2025-01-31}]}"
        block = "\n  offers:\n  - id: old\n    gives: {percent: 1}\n    until: 2025-01-31"
        chosen = draw(st.sampled_from([f" {old}", block]))
        parts["programme.yaml"] += f"archive:{chosen}\n".encode()
    return Written(parts, frozenset(over))
