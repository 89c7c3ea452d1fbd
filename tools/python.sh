#!/bin/sh
# Find a Python >= 3.12 that really runs, make .venv from the lock, install the project in it.
#   sh tools/python.sh find      prints its path
#   sh tools/python.sh install
set -eu
cd "$(dirname "$0")/.."

runs() { # a pyenv shim that exits 127 is not a Python
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

find_python() {
    for name in python3.13 python3.12 python3.14 python3 python; do
        path=$(command -v "$name" 2>/dev/null) || continue
        if runs "$path"; then echo "$path"; return; fi
    done
    root=${PYENV_ROOT:-$HOME/.pyenv}
    for path in $(ls -d "$root"/versions/3.*/bin/python3 2>/dev/null | sort -V -r); do
        if runs "$path"; then echo "$path"; return; fi
    done
    cat >&2 <<'EOM'
No Python 3.12 or newer was found (looked on PATH and in pyenv's versions).
Install one, for example:
  Debian/Ubuntu:  sudo apt-get install python3.12 python3.12-venv
  Fedora:         sudo dnf install python3.12
  macOS:          brew install python@3.13
  anywhere:       pyenv install 3.13
Then run the same command again.
EOM
    exit 1
}

case "${1:-install}" in
find) find_python ;;
install)
    python=$(find_python)
    echo "Python: $python"
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
        rm -rf .venv
        "$python" -m venv .venv
    fi
    uv=.venv/uv
    if [ ! -x "$uv" ]; then # uv comes from the package index; a copy is kept, since the lock does not name it
        .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
        .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
        cp .venv/bin/uv "$uv.part" && mv "$uv.part" "$uv"
    fi
    "$uv" pip sync --quiet --python .venv/bin/python requirements.lock
    "$uv" pip install --quiet --python .venv/bin/python --no-build-isolation --no-deps --editable .
    touch .venv/.installed
    ;;
esac
