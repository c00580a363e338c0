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

ensure_chromium() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing+=(fonts-dejavu-core)
  if [ "${#missing[@]}" -gt 0 ]; then
    { can_install && install_packages "${missing[@]}"; } ||
      say "The browser tests need ${missing[*]}, which $(id -un) could not install."
  fi
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

# A project that crashes, leaves no result or runs no test counts as one failure.
run_project() {
  local name="$1"
  local results="$root/TestResults/$name.xml" output="$root/TestResults/$name.log" code ran bad
  rm -f "$results"
  echo "== $name"
  "$root/tests/$name/bin/Release/net10.0/$name" -noColor -noLogo -xml "$results" >"$output" 2>&1 </dev/null
  code=$?
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

projects=0
for project in "$root"/tests/*.Tests/*.csproj; do
  run_project "$(basename "$project" .csproj)"
  projects=$((projects + 1))
done
[ "$projects" -gt 0 ] || failed=$((failed + 1))
finish
