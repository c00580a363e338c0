#!/usr/bin/env bash
# Runs the server with the demonstration fleet and says what both take: processor time as a share of one core, memory
# as the proportional set size (shared pages count once), and what the log complains of.
#   scripts/fleet-soak.sh [minutes]     default 60
set -euo pipefail
# shellcheck source=scripts/prepare.sh
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

minutes="${1:-60}"
folder="$(mktemp -d)"
chmod 755 "$folder" # PostgreSQL runs as another user where this runs as root
log="$folder/server.log"
Server__Port=0 Otlp__HttpPort=0 Storage__DataFolder="$folder/data" Logs__Format=json \
  setsid "$root/run.sh" >"$log" 2>&1 </dev/null &
leader=$!
trap 'kill -TERM "$leader" 2>/dev/null; wait "$leader" 2>/dev/null; rm -rf "$folder"' EXIT

for _ in $(seq 600); do
  grep -q 'password' "$log" && break
  kill -0 "$leader" 2>/dev/null || { cat "$log" >&2; fail "The server did not start."; }
  sleep 1
done

# The server, the fleet and PostgreSQL with its children all live in the session that setsid made, or below it.
members() {
  ps -eo pid=,sess=,args= | awk -v s="$leader" -v f="$folder" '$2 == s || index($0, f) { print $1 }'
  pgrep -f "postgres: controlplane" -P "$(head -n 1 "$folder/data/postgres/postmaster.pid" 2>/dev/null || echo 0)" || true
}

group() {
  case "$(tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null)" in
    *Fleet.dll*) echo fleet ;;
    *ControlPlane.Server.dll*) echo server ;;
    postgres* | *bin/postgres*) echo postgres ;;
    *) echo other ;;
  esac
}

# group, process id, processor time in hundredths of a second, proportional memory in kB
sample() {
  local pid
  for pid in $(members | sort -u); do
    [ -r "/proc/$pid/smaps_rollup" ] || continue
    echo "$(group "$pid") $pid $(awk '{ sub(/.*\) /, ""); split($0, f, " "); print f[12] + f[13] }' "/proc/$pid/stat" 2>/dev/null || echo 0)" \
      "$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup" 2>/dev/null || echo 0)"
  done
}

say "Measuring for $minutes minutes ..."
sample >"$folder/first"
began="$(date +%s)"
: >"$folder/all"
while [ $(($(date +%s) - began)) -lt $((minutes * 60)) ]; do
  sleep 15
  sample | tee "$folder/last" | awk -v at="$(date +%s)" '{ print at, $0 }' >>"$folder/all"
done
took=$(($(date +%s) - began))

echo "fleet soak, $(date -u +%Y-%m-%d), $took s, $(nproc) cores"
awk -v took="$took" '
  FNR == NR { first[$2] = $3; next }
  { group[$3] = $2; if ($4 > last[$3]) last[$3] = $4; memory[$1 " " $2] += $5; total[$1] += $5 }
  END {
    for (pid in last) { used[group[pid]] += last[pid] - first[pid]; all += last[pid] - first[pid] }
    for (key in memory) { split(key, k, " "); if (memory[key] > most[k[2]]) most[k[2]] = memory[key] }
    for (at in total) if (total[at] > top) top = total[at]
    for (name in used) printf "%-9s %5.1f %% of one core, at most %4d MB\n", name, used[name] / took, most[name] / 1024
    printf "%-9s %5.1f %% of one core, at most %4d MB (limits: 30 %% and 500 MB)\n", "all", all / took, top / 1024
  }' "$folder/first" "$folder/all"
echo "warnings and errors in the log: $(grep -cE '"Level":"(Warning|Error|Fatal)"' "$log" || true)"
grep -E '"Level":"(Warning|Error|Fatal)"' "$log" | cut -c1-400 | head -n 20 || true
