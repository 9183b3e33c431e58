"""The ratios that are kept beside the code: one JSON file, name to value, sorted, so that a change is one line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure

RATIOS = Path(__file__).parent / "ratios.json"


def read_ratios(path: Path = RATIOS) -> dict[str, float]:
    """The kept ratios; none where the file is not there. Raises ValueError where it is something else."""
    if not path.exists():
        return {}
    kept = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(kept, dict) or not all(isinstance(value, int | float) for value in kept.values()):
        raise ValueError(f"{path} should map names to numbers; write it anew with: python -m bench --update")
    return {str(name): float(value) for name, value in kept.items()}


def keep_ratios(figures: Sequence[Figure], path: Path = RATIOS) -> None:
    """Write the figures that are kept. Other names stay as they are: a run may have measured only a part."""
    kept = read_ratios(path) | {figure.name: _rounded(figure.value) for figure in figures if figure.kept}
    path.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n", encoding="utf-8")


def _rounded(value: float) -> float:
    # Three figures are more than a measurement on a shared machine can promise.
    return float(f"{value:.3g}")
