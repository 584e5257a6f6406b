#!/usr/bin/env bash
# Usage: third-party-licenses.sh
#
# Writes THIRD_PARTY_LICENSES: the licence and notice of every module that is compiled into the program, which their
# licences ask for when a binary is given away. Fails for a module without a licence.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=THIRD_PARTY_LICENSES
{
  echo "computelint is made with the modules below, for linux, darwin and windows together."
  for os in linux darwin windows; do
    GOOS=$os go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/computelint
  done | sort -u | while read -r path version dir; do
    shopt -s nullglob nocaseglob
    files=("$dir"/license* "$dir"/licence* "$dir"/copying* "$dir"/notice*)
    if [[ ${#files[@]} -eq 0 ]]; then
      echo "$path $version has no licence file" >&2
      exit 1
    fi
    printf '\n\n======== %s %s\n\n' "$path" "$version"
    cat "${files[@]}"
  done
} >"$target.new"
mv "$target.new" "$target"
