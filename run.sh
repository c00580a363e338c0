#!/usr/bin/env bash
# Installs what is missing, builds the server and starts it. Arguments are passed on to the server, for example
#   ./run.sh --Server:Port=9000
# A fleet of demonstration agents reports to it, unless a database of your own is named or the server is set up by
# configuration (Bootstrap__…):
#   ./run.sh --no-demo   without the fleet
#   ./run.sh --demo      with the fleet in any case, also after it was removed
set -euo pipefail
# shellcheck source=scripts/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/scripts/prepare.sh"

# Made-up runs have no place in a database that somebody named, or in an installation that automation sets up.
demo=on
[ -z "${ConnectionStrings__ControlPlane:-}${Bootstrap__AdminEmail:-}${Bootstrap__AdminToken:-}${Bootstrap__IngestKey:-}" ] || demo=off
arguments=()
for argument in "$@"; do
  case "$argument" in
    --demo | --no-demo) ;;
    --ConnectionStrings:ControlPlane=* | --Bootstrap:*) demo=off arguments+=("$argument") ;;
    *) arguments+=("$argument") ;;
  esac
done
for argument in "$@"; do
  case "$argument" in
    --demo) demo=on Demonstration__Restore=true ;;
    --no-demo) demo=off ;;
  esac
done

# The fleet waits for the server's address and ends with the process that this script becomes. Its key is made for
# this start alone and goes through the environment, so that it lies in no file and is in no list of processes.
start_fleet() {
  Demonstration__AddressFile="$(mktemp)"
  Demonstration__Key="$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"
  export Demonstration__AddressFile Demonstration__Key
  [ -z "${Demonstration__Restore:-}" ] || export Demonstration__Restore
  (
    unset ConnectionStrings__ControlPlane Bootstrap__AdminPassword Bootstrap__AdminToken Bootstrap__IngestKey
    export CONTROLPLANE_KEY="$Demonstration__Key"
    nice -n 10 dotnet "$root/samples/Fleet/bin/Release/net10.0/Fleet.dll" \
      --address-file "$Demonstration__AddressFile" --watch "$$" >&2 </dev/null &
  )
}

ensure_writable
ensure_home
ensure_dotnet
if [ -z "${ConnectionStrings__ControlPlane:-}" ]; then
  ensure_postgres
fi

say "Building ..."
build "$root/src/ControlPlane.Server" >&2 || fail "The server could not be built; the messages above say why."
if [ "$demo" = on ]; then
  if build "$root/samples/Fleet" >&2; then
    start_fleet
  else
    say "The demonstration fleet could not be built; the server starts without it."
  fi
fi

# Somebody reads this; a service sets Logs__Format=json.
export Logs__Format="${Logs__Format:-text}"
exec dotnet "$root/src/ControlPlane.Server/bin/Release/net10.0/ControlPlane.Server.dll" ${arguments[@]+"${arguments[@]}"}
