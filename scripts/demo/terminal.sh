# shellcheck shell=bash
# Sourced by demo.sh: you in #welcome, a guest and a bot beside you.

say_as() { as "$1" "$bin/roost" send "$2" "$3" </dev/null 2>>"$demo/$1.log"; }

cat >"$demo/join" <<END
#!/bin/sh
# join NAME: another person on the demo's server, with a home of its own.
[ \$# = 1 ] || { echo "usage: \$0 NAME" >&2; exit 2; }
HOME=$demo/\$1; export HOME; mkdir -p "\$HOME"
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME ROOST_URL ROOST_TOKEN
"$bin/roost" whoami >/dev/null 2>&1 || {
    code=\$("$bin/roostd" invite --data "$data") || exit
    "$bin/roost" login "$url" --user "\$1" --register --invite "\$code" || exit
}
exec "$bin/roost"
END
chmod +x "$demo/join"

say_as $guest welcome "Type and press Enter to talk. Alt-A jumps to the next unread channel."
say_as $guest welcome "F1 shows all keys and commands. !ping wakes the bot. /quit leaves."
say_as $guest welcome "Somebody else joins from another window: .build/demo/join NAME"
say_as $guest general "This was said before you came: #general is unread. Alt-A brings you here."
say_as $guest general "Read it and the mark goes away."

scripts/demo/guest.sh "$demo/$guest" "$bin/roost" $you </dev/null >>"$demo/$guest.log" 2>&1 &
children+=($!)

say "Another person joins from another window:  .build/demo/join NAME"
status=0
as $you "$bin/roost" || status=$?
# The guest and the bot leave first; then the server has nobody to wait for.
for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
kill "$server_pid" 2>/dev/null || true
wait 2>/dev/null || true
server_pid='' children=()
echo "The demo's server has stopped. A real one: .build/release/roostd serve --data DIR"
exit $status
