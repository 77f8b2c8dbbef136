#!/bin/sh
# Compiles the locks: versions and hashes, no addresses. Run by `make lock`.
set -eu
cd "$(dirname "$0")/.."
compile() {
    out="requirements/$1.txt"
    shift
    "${BIN:-.venv/bin}"/uv pip compile "$@" --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --output-file "$out"
}
lock() {
    name="$1"
    shift
    compile "$name" pyproject.toml "$@"
}
lock run --extra build
lock sandbox --extra build --extra sandbox --constraint requirements/run.txt
lock dev --extra dev --constraint requirements/sandbox.txt
lock zstandard --extra build --extra zstandard --constraint requirements/dev.txt
# Guests of the sandbox (make libraries), each alone.
compile libraries/hikari requirements/libraries/hikari.in
compile libraries/disnake requirements/libraries/disnake.in
# What else watches a discord.py bot (make rivals).
compile libraries/rivals requirements/libraries/rivals.in --constraint requirements/run.txt
compile libraries/red requirements/libraries/red.in
