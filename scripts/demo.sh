#!/usr/bin/env bash
# From a bare machine to a chat: with a terminal, you are in it; without one, two people and a bot
# talk through a server that is killed in the middle, and every record of it is compared.
. "$(dirname "$0")/lib.sh"
. scripts/demo/world.sh
steps=5

has_terminal() {
    [ -t 0 ] && [ -t 1 ] || return 1
    case "${TERM:-}" in "" | dumb) return 1 ;; esac
    local rows columns
    read -r rows columns < <(stty size) || return 1
    [ "$columns" -ge 20 ] && [ "$rows" -ge 5 ]
}

step "Set up this machine"
scripts/bootstrap.sh

step "Build roostd, roost and EchoBot (release; some minutes the first time)"
scripts/build.sh roostd roost EchoBot

step "Start a server on a fresh database in .build/demo"
make_world

step "Make two people and a bot"
populate_world

if has_terminal; then
    step "Open the client as $you"
    . scripts/demo/terminal.sh
else
    step "Talk (no terminal here, so the conversation is scripted)"
    . scripts/demo/scripted.sh
fi
