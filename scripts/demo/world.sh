# shellcheck shell=bash
# Sourced by demo.sh: one server, two people and a bot, all below .build/demo.

demo=$BUILD/demo
bin=$BUILD/release
data=$demo/data
ready=$demo/ready.json
you=you
guest=ada
children=()

# Every wait has an end; a slow machine gets more than it needs.
patience=30

finish() {
    local status=$?
    trap - EXIT
    local child
    for child in "${children[@]:-}" "${server_pid:-}"; do
        [ -z "$child" ] || kill "$child" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# until_true WHAT COMMAND...: repeats the command until it succeeds.
until_true() {
    local what=$1 end=$((SECONDS + patience))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || fail "$what: not within $patience s (see $demo/*.log)"
        sleep 0.1
    done
}

# start_server ADDRESS
start_server() {
    rm -f "$ready"
    "$bin/roostd" serve --data "$data" --listen "$1" --ready-file "$ready" \
        </dev/null >>"$demo/server.log" 2>&1 &
    server_pid=$!
    until_true "the server starts" server_is_ready
    url=$(sed -n 's/.*"urls":\["\([^"]*\)".*/\1/p' "$ready")
    [ -n "$url" ] || fail "no URL in $ready"
}

server_is_ready() {
    kill -0 "$server_pid" 2>/dev/null || fail "the server stopped: $(tail -n 3 "$demo/server.log")"
    [ -s "$ready" ]
}

# as PERSON COMMAND...: with the person's own settings, credentials and cache.
as() {
    local person=$1
    shift
    env -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u XDG_STATE_HOME -u XDG_CACHE_HOME \
        -u ROOST_URL -u ROOST_TOKEN HOME="$demo/$person" "$@"
}

random_hex() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# make_person NAME: an account, signed in.
make_person() {
    local password
    password=$(random_hex)
    mkdir -p "$demo/$1"
    printf '%s\n' "$password" |
        "$bin/roostd" user add "$1" --password-stdin --data "$data" >>"$demo/server.log"
    printf '%s\n' "$password" |
        as "$1" "$bin/roost" login "$url" --user "$1" --password-stdin >/dev/null
}

# start_bot: EchoBot, whose output is its record of what it saw; it hears from READY on.
start_bot() {
    ROOST_URL=$url ROOST_TOKEN=$bot_token "$bin/EchoBot" \
        </dev/null >>"$demo/bot.record" 2>>"$demo/bot.log" &
    children+=($!)
    until_true "the bot listens" grep -q "msg=listening" "$demo/bot.log"
}

make_world() {
    rm -rf "$demo"
    mkdir -p "$demo"
    start_server 127.0.0.1:0
    say "$url"
}

populate_world() {
    make_person $you
    make_person $guest
    bot_token=$("$bin/roostd" bot add echo --data "$data")
    start_bot
    say "$you, $guest and the bot echo"
}
