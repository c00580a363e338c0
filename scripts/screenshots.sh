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
CHROMIUM_PATH="${CHROMIUM_PATH:-$(command -v chromium-headless-shell || command -v chromium || true)}"
if [ -z "$CHROMIUM_PATH" ]; then
  { can_install && install_packages chromium-headless-shell fonts-dejavu-core; } || fail "Chromium is needed."
  CHROMIUM_PATH="$(command -v chromium-headless-shell)"
fi
export CHROMIUM_PATH
export Bootstrap__AdminEmail=ada@example.test Bootstrap__AdminPassword="a long password of Ada's"
export Bootstrap__AdminToken="the-admin-token-for-taking-pictures"

folder="$(mktemp -d)"
chmod 755 "$folder" # PostgreSQL runs as another user where this runs as root
tools="$root/.tools/screenshots"
mkdir -p "$tools"
[ -d "$tools/node_modules/playwright-core" ] ||
  npm install --prefix "$tools" --no-save --no-package-lock --no-audit --no-fund --loglevel=error "$playwright_package" >&2

servers=()
cleanup() {
  trap - EXIT
  [ "${#servers[@]}" -eq 0 ] || kill -TERM "${servers[@]}" 2>/dev/null || true
  wait
  rm -rf "$folder"
}
trap cleanup EXIT

# Starts a server of its own; its address is in $address.
start() {
  local name="$1" fleet="$2" server
  Server__Port=0 Otlp__HttpPort=0 Storage__DataFolder="$folder/$name" \
    "$root/run.sh" "$fleet" >"$folder/$name.log" 2>&1 </dev/null &
  server=$!
  servers+=("$server")
  for _ in $(seq 600); do
    address="$(grep -oE 'listening on http://127\.0\.0\.1:[0-9]+' "$folder/$name.log" | grep -oE 'http.*' || true)"
    [ -n "$address" ] && curl --fail --silent --output /dev/null "$address/health/ready" && return
    kill -0 "$server" 2>/dev/null || { cat "$folder/$name.log" >&2; fail "The server did not start."; }
    sleep 1
  done
  fail "The server is not ready after ten minutes; see $folder/$name.log."
}

start empty --no-demo
empty="$address"
start fleet --demo
say "The fleet plays for $minutes minutes at $address ..."
sleep $((minutes * 60))
node "$root/scripts/screenshots/shoot.mjs" "$tools" "$address" "$empty" "$root/docs"
