#!/usr/bin/env bash
# guest.sh HOME ROOST YOU: somebody who types, greets, and answers your first words once.
set -euo pipefail
export HOME=$1
roost=$2 you=$3
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME ROOST_URL ROOST_TOKEN

# Is seen typing for as long as it takes to write.
greet() { { sleep 3 && printf '%s\n' "$1"; } | "$roost" send welcome - --typing; }

sleep 2
greet "Hi $you! I'm a script, but a friendly one. Say something?"
"$roost" wait welcome --from "$you" --timeout 1h >/dev/null
greet "Nice to hear from you. Now try !ping, then Alt-A."
