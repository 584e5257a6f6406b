#!/usr/bin/env bash
# Usage: sarif-gate.sh FILE.sarif...
#
# Asks Microsoft's SARIF Multitool whether GitHub code scanning would take each file; fails when one would be refused.
# Needs npm and jq. The Multitool goes to $SARIF_TOOLS, by default .cache/sarif in the repository.
#
# Two things the Multitool does not do are done here. It exits with 0 whatever it finds, so its log is read. And a result
# whose level is no SARIF level makes it skip its rules without a word, so the levels are checked apart.
set -euo pipefail

version=5.7.0
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${SARIF_TOOLS:-$folder/../../.cache/sarif}
multitool=$tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool

if [[ $# -eq 0 ]]; then
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
if [[ ! -e $multitool ]]; then
  mkdir -p "$tools"
  npm install --prefix "$tools" --no-audit --no-fund --loglevel=error "@microsoft/sarif-multitool-linux@$version" >&2
fi
[[ -x $multitool ]] || chmod u+x "$multitool"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# complaints FILE: prints what is wrong with it, one complaint a line.
complaints() {
  local file=$1 log=$work/log.sarif
  rm -f "$log"
  jq -r '
    .runs[] | .results[] | select(.level != null and (.level | IN("none", "note", "warning", "error") | not))
    | "\(.ruleId): \"\(.level)\" is no level"' "$file" | sort -u
  if ! "$multitool" validate "$file" --rule-kind 'Sarif;Ghas' --config "$folder/sarif-gate.xml" \
      --level 'Error;Warning;Note' --output "$log" --quiet true >"$work/output" 2>&1; then
    echo "the Multitool gave up: $(tail -n 1 "$work/output")"
  fi
  if [[ -s $log ]]; then
    jq -r '
      .runs[] | .results[]? | select(.level == "error")
      | "\(.ruleId): \(.message.text // (.message.arguments // [] | join(" | ")))"' "$log"
  else
    echo "the Multitool left no log"
  fi
}

refused=0
for file in "$@"; do
  complaints "$file" >"$work/complaints"
  if [[ -s $work/complaints ]]; then
    refused=1
    sed "s|^|$file: |" "$work/complaints"
  else
    echo "$file: fine"
  fi
done
exit "$refused"
