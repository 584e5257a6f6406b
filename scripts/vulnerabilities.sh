#!/usr/bin/env bash
# Usage: vulnerabilities.sh GOVULNCHECK [FLAG…] PACKAGES
#
# Fails when code that the program reaches has a known vulnerability. Without a network the vulnerability database cannot
# be read: that is said in one line and is no failure, so that the rest can be tested offline.
set -euo pipefail

tool=$1
shift
arguments=()
for argument in "$@"; do
  [[ $argument == -race ]] || arguments+=("$argument") # govulncheck compiles nothing and does not know it
done

code=0
output=$("$tool" "${arguments[@]}" 2>&1) || code=$?
if [[ $code -eq 0 ]]; then
  echo "no known vulnerability is reached"
elif grep -q 'fetching vulnerabilities' <<<"$output"; then
  echo "NOT CHECKED: the vulnerability database cannot be reached ($(tail -n 1 <<<"$output"))"
else
  echo "$output" >&2
  exit "$code"
fi
