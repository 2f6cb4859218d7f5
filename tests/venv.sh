#!/bin/sh
# Make the virtual environment $1 with the locked dependencies and the project in it.
# Bare Debian has python3 without ensurepip: then python3-venv is installed (root), or pip or uv is used if there.
set -eu
venv="$1"
python="${PYTHON:-python3}"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
[ ! -L "$venv" ] || { echo "$venv is a link to another place; remove it first." >&2; exit 1; }
make_venv() {
    "$python" -m venv --clear "$venv" 2>/dev/null && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        "$python" -m venv --clear "$venv" && return 0
    fi
    if "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --clear --without-pip "$venv" && "$python" -m pip --python "$venv/bin/python" install -q pip && return 0
    fi
    if command -v uv >/dev/null; then
        uv venv -q --clear --seed --python "$python" "$venv" && return 0
    fi
    echo "This Python cannot make virtual environments: install the package python3-venv and try again." >&2
    return 1
}
make_venv
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
