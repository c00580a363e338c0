#!/usr/bin/env bash
# Installs what is missing and runs every check. The last line is "N passed, N failed".
#   ./test.sh          what is run for every change
#   ./test.sh --long   the same checks, more rounds
set -uo pipefail
# shellcheck source=scripts/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/scripts/prepare.sh"

passed=0
failed=0
skipped=0
export DOTNET_TieredPGO=0 # what runs for minutes does not win back what it costs to watch the code for optimizing it

for argument in "$@"; do
  case "$argument" in
    --long) export CONTROLPLANE_LONG=1 ;;
    *) fail "Unknown argument $argument. Usage: ./test.sh [--long]" ;;
  esac
done

finish() {
  local summary="$passed passed, $failed failed"
  [ "$skipped" -gt 0 ] && summary="$summary, $skipped skipped"
  echo "$summary"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
}

# Counts a command as one check.
check() {
  local title="$1"
  shift
  echo "== $title"
  if "$@"; then
    passed=$((passed + 1))
  else
    echo "FAILED: $title"
    failed=$((failed + 1))
    return 1
  fi
}

# The headless shell is the same engine without the windows, and a good part faster; a Chromium that is there also does.
ensure_chromium() {
  local missing=()
  command -v chromium-headless-shell >/dev/null || missing+=(chromium-headless-shell)
  [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing+=(fonts-dejavu-core)
  if [ "${#missing[@]}" -gt 0 ]; then
    { can_install && install_packages "${missing[@]}"; } ||
      say "The browser tests want ${missing[*]}, which $(id -un) could not install."
  fi
  CHROMIUM_PATH="${CHROMIUM_PATH:-$(command -v chromium-headless-shell || command -v chromium)}"
  export CHROMIUM_PATH
}

# One attribute of the result file's first assembly: passed, failed, errors or skipped.
count() {
  local number
  number="$(grep -o '<assembly [^>]*>' "$2" 2>/dev/null | head -n 1 | grep -oE " $1=\"[0-9]+\"" | grep -oE '[0-9]+')"
  echo "${number:-0}"
}

# What of a project failed, as arguments that run just that.
failed_tests() {
  grep -o '<test [^>]*result="Fail"[^>]*>' "$1" 2>/dev/null |
    sed -E 's/.* type="([^"]*)".* method="([^"]*)".*/-method \1.\2/' | sort -u
}

# A browser on a busy machine is late now and then. What failed runs once more, with nothing beside it; what passes then
# counts, and is named, so that it can be looked into.
run_again() {
  local name="$1" results="$2" output="$3" tests
  [ "$name" = ControlPlane.Browser.Tests ] || return 1
  tests="$(failed_tests "$results")"
  [ -n "$tests" ] && [ "$(wc -l <<<"$tests")" -le 6 ] && [ "$(count errors "$results")" -eq 0 ] || return 1
  # shellcheck disable=SC2086
  "$root/tests/$name/bin/Release/net10.0/$name" -noColor -noLogo -maxThreads 1 -xml "$results.again" $tests \
    >"$output.again" 2>&1 </dev/null || return 1
  echo "passed only when run again:"
  sed 's/^-method/ /' <<<"$tests"
}

results_of() { echo "$root/TestResults/$1.xml"; }
output_of() { echo "$root/TestResults/$1.log"; }

# Runs a project in the background; its process is in $running.
start_project() {
  local name="$1" threads=default
  [ "$name" = ControlPlane.Browser.Tests ] && threads=1 # a browser and a server are several processes already
  [ "$name" = ControlPlane.Server.Tests ] && threads=3 # one of them mostly waits for processes to start and to end
  rm -f "$(results_of "$name")"
  "$root/tests/$name/bin/Release/net10.0/$name" -noColor -noLogo -maxThreads "$threads" -xml "$(results_of "$name")" \
    >"$(output_of "$name")" 2>&1 </dev/null &
  running=$!
}

# Waits for a project and counts what it says. One that crashes, leaves no result or runs no test counts as one failure.
finish_project() {
  local name="$1" process="$2" code=0 ran bad results output
  results="$(results_of "$name")"
  output="$(output_of "$name")"
  wait "$process" || code=$?
  echo "== $name"
  ran="$(count passed "$results")"
  bad=$(($(count failed "$results") + $(count errors "$results")))
  passed=$((passed + ran))
  skipped=$((skipped + $(count skipped "$results")))
  if [ "$bad" -gt 0 ] && run_again "$name" "$results" "$output"; then
    passed=$((passed + bad))
    bad=0
  elif [ "$bad" -gt 0 ]; then
    grep -v '^{"Timestamp"' "$output" | tail -n 400 # without the logs of the servers under test
  elif [ "$code" -ne 0 ] || [ "$ran" -eq 0 ]; then
    tail -n 60 "$output"
    echo "FAILED: $name ended with code $code after $ran tests"
    bad=1
  else
    echo "$ran passed"
  fi
  failed=$((failed + bad))
}

cd "$root" || exit 1
ensure_writable
ensure_home
ensure_dotnet
ensure_postgres
ensure_chromium
mkdir -p "$root/TestResults"

check "tools" dotnet tool restore </dev/null || finish
check "format (dotnet csharpier format . mends it)" dotnet csharpier check . </dev/null
check "build" build "$root/ControlPlane.sln" || finish

# The browser mostly waits, so the tests of the server run beside it, and the others, which are quick, in turn.
slow=(ControlPlane.Browser.Tests ControlPlane.Server.Tests)
processes=()
for name in "${slow[@]}"; do
  start_project "$name"
  processes+=("$running")
done
for project in "$root"/tests/*.Tests/*.csproj; do
  name="$(basename "$project" .csproj)"
  [[ " ${slow[*]} " == *" $name "* ]] && continue
  start_project "$name"
  finish_project "$name" "$running"
done
# The browser's may have to run once more, so they are looked at last, when nothing runs beside them.
for ((i = ${#slow[@]} - 1; i >= 0; i--)); do
  finish_project "${slow[$i]}" "${processes[$i]}"
done
finish
