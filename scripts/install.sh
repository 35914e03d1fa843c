#!/bin/sh
# Installs what the next command needs, once per lock file: npm's own part of `npm start` on a bare machine.
# `start` and `folkmoot` need only what runs in service; the tests and checks need the rest as well.
set -eu
cd "$(dirname "$0")/.."
case "${npm_lifecycle_event:-}" in
  pretest | precheck | prefuzz) wanted=all; omit= ;;
  *) wanted=service; omit=--omit=dev ;;
esac
# Where somebody works on it, what they have stays.
if [ -d node_modules/vitest ]; then wanted=all; omit=; fi
stamp=node_modules/.folkmoot-installed
lock=$(cksum package-lock.json | cut -d' ' -f1)
have=$(cat "$stamp" 2>/dev/null || true)
[ "$have" = "$lock all" ] && exit 0
[ "$have" = "$lock $wanted" ] && exit 0
echo "Installing what Folkmoot needs from the npm registry (once; about a minute) ..." >&2
# Not `npm ci`: it refuses a lock file without the packages for other platforms, which some mirrors do not carry.
npm install $omit --no-save --no-audit --no-fund --loglevel=error
echo "$lock $wanted" > "$stamp"
