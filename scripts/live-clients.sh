#!/usr/bin/env bash
# Runs real, instrumented agents against this server and compares what it shows with what their model server served.
#   scripts/live-clients.sh [option…] [client…]      two clients unless others are named; "all" is every one of them
#     --all-runs    everything that the clients' matrix has over HTTP, not only the chosen scenarios
#     --captures    also posts all captures of shared/fixtures and compares the cost of every run and step
#     --costs FILE  with --captures: writes what each of them costs by the price package, in nano-USD
#     --keep        leaves the temporary folder, with the logs of both servers, and prints where it is
#     --in FOLDER   works in this folder and leaves it: what is installed there already is used again
# The clients are found in shared/clients beside the repository or above it, or in CONTROLPLANE_CLIENTS.
set -euo pipefail
# shellcheck source=scripts/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

readonly prices_package="@pydantic/genai-prices@0.1.8" # the version that the seeded prices were taken from
readonly server="$root/src/ControlPlane.Server/bin/Release/net10.0/ControlPlane.Server.dll"

folder="" keep="" checker=""
options=()
clients=()
while [ $# -gt 0 ]; do
  case "$1" in
    --keep) keep=1 ;;
    --in) folder="${2:?--in needs a folder}" && shift ;;
    --all-runs | --captures) options+=("$1") ;;
    --costs) options+=("$1" "$(realpath -m "${2:?--costs needs a file}")") && shift ;;
    -*) fail "Unknown option $1. $(sed -n '3,8s/^# *//p' "${BASH_SOURCE[0]}")" ;;
    *) clients+=("$1") ;;
  esac
  shift
done

# The folder shared/NAME beside the repository or beside any folder above it.
shared() {
  local at="$root"
  while [ ! -d "$at/shared/$1" ]; do
    [ "$at" != / ] || fail "shared/$1 was not found beside the repository or above it; $2 names another place."
    at="$(dirname "$at")"
  done
  printf '%s\n' "$at/shared/$1"
}

cleanup() {
  trap - EXIT
  if [ -n "$checker" ] && kill -TERM "$checker" 2>/dev/null; then
    wait "$checker" || true # it stops the servers it started
  fi
  if [ -n "$keep" ]; then
    say "Left for you: $folder"
  else
    rm -rf "$folder"
  fi
}

prepare_folder() {
  if [ -n "$folder" ]; then
    keep=1
    mkdir -p "$folder"
    folder="$(cd "$folder" && pwd -P)"
  else
    folder="$(mktemp -d -t live-clients-XXXXXX)"
  fi
  chmod 755 "$folder" # PostgreSQL runs as another user where this runs as root
  trap cleanup EXIT
  trap 'exit 130' INT TERM
  if [ ! -f "$folder/clients/setup.sh" ]; then
    mkdir -p "$folder/clients"
    cp -r "$source/." "$folder/clients/"
    chmod -R u+w "$folder/clients"
  fi
}

install_clients() {
  local client missing=()
  [ "${clients[0]}" != all ] || mapfile -t clients < <(ls "$folder/clients/agents")
  for client in "${clients[@]}"; do
    [ -d "$folder/clients/agents/$client" ] || fail "There is no client $client; there are:" $(ls "$folder/clients/agents")
    [ -d "$folder/clients/agents/$client/node_modules" ] || [ -d "$folder/clients/agents/$client/bin" ] || missing+=("$client")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    say "Installing ${missing[*]} ..."
    bash "$folder/clients/setup.sh" "${missing[@]}" >&2 </dev/null || fail "Not all clients could be installed."
  fi
  [ -d "$folder/prices/node_modules" ] ||
    npm install --prefix "$folder/prices" --no-save --no-audit --no-fund --loglevel=error "$prices_package" >&2 </dev/null
}

ensure_writable
ensure_home
ensure_dotnet
ensure_postgres
command -v npm >/dev/null || fail "npm is needed to install the clients (Debian: sudo apt-get install npm)."
source="${CONTROLPLANE_CLIENTS:-$(shared clients CONTROLPLANE_CLIENTS)}"
if [[ " ${options[*]-} " == *" --captures "* ]]; then
  CONTROLPLANE_FIXTURES="${CONTROLPLANE_FIXTURES:-$(shared fixtures CONTROLPLANE_FIXTURES)}"
  export CONTROLPLANE_FIXTURES
fi
[ "${#clients[@]}" -gt 0 ] || clients=(vercel-ai-v7 openinference-openai)
prepare_folder
install_clients

say "Building ..."
build "$root/src/ControlPlane.Server" >&2 || fail "The server could not be built; the messages above say why."

bash "$folder/clients/run.sh" node "$root/scripts/live-clients/main.mjs" \
  --folder "$folder" --server "$server" ${options[@]+"${options[@]}"} "${clients[@]}" </dev/null &
checker=$!
code=0
wait "$checker" || code=$?
checker=""
exit "$code"
