#!/usr/bin/env bash
# Usage: completions.sh
#
# Writes the completion scripts of the common shells to completions/, for the release archives.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rm -rf completions
mkdir completions
CGO_ENABLED=0 go build -o .cache/completions-computelint ./cmd/computelint
for shell in bash zsh fish powershell; do
  .cache/completions-computelint completion "$shell" >"completions/computelint.$shell"
done
rm .cache/completions-computelint
