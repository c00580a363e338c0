#!/usr/bin/env bash
# Takes a picture of every screen, light and dark, at 1440 and 380 px, with the demonstration fleet running:
# docs/images/screens/*.webp, and docs/screens.md that shows them.
#   scripts/screenshots.sh [--minutes N]    how long the fleet plays first, default 3
set -euo pipefail
# shellcheck source=scripts/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

readonly playwright_package="playwright-core@1.56.1"
minutes=3
[ "${1:-}" != --minutes ] || minutes="${2:?--minutes needs a number}"
command -v npm >/dev/null || fail "npm is needed."
command -v chromium >/dev/null || { can_install && install_packages chromium fonts-dejavu-core; } || fail "Chromium is needed."

folder="$(mktemp -d)"
tools="$root/.tools/screenshots"
mkdir -p "$tools"
[ -d "$tools/node_modules/playwright-core" ] ||
  npm install --prefix "$tools" --no-save --no-package-lock --no-audit --no-fund --loglevel=error "$playwright_package" >&2

Bootstrap__AdminEmail=ada@example.test Bootstrap__AdminPassword="a long password of Ada's" \
  Server__Port=0 Otlp__HttpPort=0 Storage__DataFolder="$folder/data" \
  "$root/run.sh" --demo >"$folder/log" 2>&1 </dev/null &
server=$!
trap 'kill -TERM "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT
for _ in $(seq 600); do
  address="$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$folder/log" | head -n 1 || true)"
  [ -z "$address" ] || curl --fail --silent --output /dev/null "$address/health/ready" && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; fail "The server did not start."; }
  sleep 1
done
say "The fleet plays for $minutes minutes at $address ..."
sleep $((minutes * 60))
NODE_PATH="$tools/node_modules" node "$root/scripts/screenshots/shoot.mjs" "$tools" "$address" "$root/docs"
