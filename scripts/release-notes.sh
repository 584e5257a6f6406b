#!/usr/bin/env bash
# Usage: release-notes.sh TAG
#
# Prints what CHANGELOG.md says about a version ("v1.2.0" is the section "## [1.2.0]"). Fails when it says nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=${1#v}
notes=$(awk -v heading="## [$version]" '
  index($0, "## ") == 1 { inside = index($0, heading) == 1; next }
  /^\[[^]]*\]: / { next } # the links at the end
  inside' CHANGELOG.md)
if [[ -z ${notes//[[:space:]]/} ]]; then
  echo "CHANGELOG.md has no section \"## [$version]\", or an empty one" >&2
  exit 1
fi
echo "$notes"
