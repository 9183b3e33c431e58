"""What can be said of an installation without its database: Python, packages, disk, files, settings."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import treue
from treue.delivery.webhooks.deployment_key import DeploymentKey, KeyUnusable, key_path, read_key
from treue.delivery.webhooks.egress import SETTING, allowed_networks
from treue.domain.networks import WrongNetworks
from treue.store.erasures import erasure_list
from treue.store.unavailable import StoreUnavailable
from treue.usecases.installation.findings import Finding, bad, good, notice

PYTHON_MIN = (3, 11)
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "connect": ("duckdb",),
    "pdf": ("typst",),
    "serve": ("granian", "litestar"),
}
FREE_BYTES_MIN = 1_000_000_000
ASSETS = Path(treue.__file__).parent / "web" / "static" / "vendor"


def python_finding(version: tuple[int, int]) -> Finding:
    """Whether this Python is new enough."""
    found = {"found": ".".join(map(str, version)), "wanted": ".".join(map(str, PYTHON_MIN))}
    return good("python", "python", **found) if version >= PYTHON_MIN else bad("python", "python_old", **found)


def extras_finding(extras: Mapping[str, Iterable[str]] = EXTRAS) -> list[Finding]:
    """What cannot be done because a package is missing."""
    missing = [
        extra for extra, packages in extras.items() if any(importlib.util.find_spec(one) is None for one in packages)
    ]
    if not missing:
        return [good("packages", "packages")]
    return [notice("packages", "package_missing", extra=extra) for extra in missing]


def disk_finding(folder: Path, free_min: int = FREE_BYTES_MIN) -> Finding:
    """Whether there is room where the embedded server keeps its data."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    usage = shutil.disk_usage(there)
    values = {
        "folder": folder,
        "free_mb": usage.free // 1_000_000,
        "wanted_mb": free_min // 1_000_000,
        "percent": usage.free * 100 // max(usage.total, 1),
    }
    if usage.free < free_min:
        return bad("disk", "disk_full", **values)
    return good("disk", "disk", **values)


def erasures_finding(environ: Mapping[str, str]) -> Finding:
    """Whether erasures would outlive the restoring of a back-up."""
    listed = erasure_list(environ)
    if listed is None:
        return notice("erasures", "erasures_unlisted")
    if not listed.path.exists():
        return good("erasures", "erasures_none", path=listed.path)
    try:
        return good("erasures", "erasures", path=listed.path, number=len(listed.read()))
    except StoreUnavailable as fault:
        return bad("erasures", "told", fault=str(fault))


def networks_finding(environ: Mapping[str, str]) -> Finding:
    """Whether the setting that lets webhooks reach inside is readable, and what it allows."""
    try:
        allowed = allowed_networks(environ.get(SETTING, ""))
    except WrongNetworks as fault:
        return bad("webhook_networks", "told", fault=str(fault))
    if not allowed:
        return good("webhook_networks", "networks_none")
    return notice("webhook_networks", "networks", networks=", ".join(str(network) for network in allowed))


def key_of(environ: Mapping[str, str]) -> tuple[DeploymentKey | None, Finding | None]:
    """The deployment key, and what is wrong with it; a key that is not there is told by who needs it."""
    path = key_path(environ)
    if not path.exists():
        return None, None
    try:
        key = read_key(path)
    except KeyUnusable as fault:
        return None, bad("deployment_key", "told", fault=str(fault))
    if path.stat().st_mode & 0o077:
        return key, bad("deployment_key", "key_open", path=path)
    return key, None


def assets_finding(folder: Path = ASSETS) -> Finding:
    """Whether what pages are made of was built."""
    is_built = (folder / "assets.json").is_file()
    return good("pages", "assets") if is_built else notice("pages", "assets_missing", folder=folder)
