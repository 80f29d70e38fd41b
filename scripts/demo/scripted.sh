# shellcheck shell=bash
# Sourced by demo.sh: a conversation in #general, with kill -9 in the middle of it.

started=$SECONDS
channel=general

# Every person keeps a replica: what `read --follow` printed, across the restart.
follow() {
    as "$1" "$bin/roost" read $channel -n 100 --follow --json --cursor "$demo/$1/cursor" \
        </dev/null >"$demo/$1.jsonl" 2>"$demo/$1.log" &
    children+=($!)
}

# top KEY...: the values of these keys of each JSON object on standard input, by tabs.
# Only the object's own keys count, not those of an object inside.
top() {
    awk -v wanted="$*" '
    function value(line, key,    i, c, depth, quoted, start, name) {
        depth = 0; quoted = 0
        for (i = 1; i <= length(line); i++) {
            c = substr(line, i, 1)
            if (quoted) {
                if (c == "\\") i++
                else if (c == "\"") {
                    quoted = 0
                    if (depth == 1 && substr(line, i + 1, 1) == ":") name = substr(line, start, i - start)
                    else if (depth == 1 && name == key) return substr(line, start, i - start)
                }
            } else if (c == "\"") { quoted = 1; start = i + 1 }
            else if (c == "{" || c == "[") depth++
            else if (c == "}" || c == "]") depth--
            else if (depth == 1 && name == key && c ~ /[0-9]/ && match(substr(line, i), /^[0-9]+/))
                return substr(line, i, RLENGTH)
        }
        return ""
    }
    { n = split(wanted, keys, " "); out = ""
      for (k = 1; k <= n; k++) out = out (k > 1 ? "\t" : "") value($0, keys[k])
      print out }'
}

in_replica() { grep -qF -- "\"content\":\"$2\"" "$demo/$1.jsonl"; }

# Waits until both people have the message.
both_see() {
    local person
    for person in $you $guest; do
        until_true "$person sees \"$1\"" in_replica "$person" "$1"
    done
}

# show TEXT: waits for the message, and prints what came up to then as one of the two has it.
shown=0
show() {
    both_see "$1"
    local total
    total=$(wc -l <"$demo/$you.jsonl")
    sed -n "$((shown + 1)),${total}p" "$demo/$you.jsonl" | print_messages
    shown=$total
}

print_messages() {
    local n id author content line
    while IFS= read -r line; do
        IFS=$'\t' read -r n id content < <(printf '%s\n' "$line" | top n id content)
        # The first author is the message's own; a reply holds another one.
        author=$(printf '%s\n' "$line" |
            sed -n 's/"author":{/\n/; s/^[^\n]*\n[^}]*"username":"\([^"]*\)".*/\1/p')
        printf '      #%s  n=%-3s id=%s  %-8s %s\n' $channel "$n" "$id" "$author" "$content"
    done
}

# send PERSON TEXT: committed once, however often the server has to be asked.
send() {
    local key status end=$((SECONDS + patience))
    key=$(random_hex)
    while :; do
        status=0
        as "$1" "$bin/roost" send $channel --key "$key" "$2" </dev/null 2>>"$demo/$1.log" || status=$?
        case $status in
            0) return 0 ;;
            6) [ $SECONDS -lt $end ] || fail "\"$2\" was not sent within $patience s" ;;
            *) fail "send gave $status: $(tail -n 1 "$demo/$1.log")" ;;
        esac
        sleep 0.1
    done
}

follow $you
follow $guest

send $guest "Hello! Are you new here?"
show "Hello! Are you new here?"
send $you "I am. Is the bot awake?"
show "I am. Is the bot awake?"
send $you "!ping"
show "!ping"
show "pong"

say "kill -9 while both are talking"
{ for i in 1 2 3 4 5 6; do send $you "you $i"; done; } &
talk_you=$!
{ for i in 1 2 3 4 5 6; do send $guest "ada $i"; done; } &
talk_guest=$!
show "you 2"
kill -9 "$server_pid"
wait "$server_pid" 2>/dev/null || true
say "the server is dead; it starts again on the same address"
start_server "${url#http://}"
wait $talk_you || fail "$you could not go on talking"
wait $talk_guest || fail "$guest could not go on talking"
both_see "you 6"
show "ada 6"
pongs() { [ "$(grep -cF '"content":"pong"' "$demo/$1.jsonl")" -eq "$2" ]; }
send $guest "!ping"
until_true "the bot answers after the restart" pongs $you 2
until_true "$guest sees the bot's answer" pongs $guest 2
show "pong"

say "compare every replica with the server's log"
as $you "$bin/roost" read $channel -n 100 --json </dev/null >"$demo/server.jsonl"
top n id content <"$demo/server.jsonl" >"$demo/server.sequence"
general=$(head -n 1 "$demo/server.jsonl" | top channel_id)
for person in $you $guest; do
    top n id content <"$demo/$person.jsonl" >"$demo/$person.sequence"
    cmp -s "$demo/$person.sequence" "$demo/server.sequence" ||
        fail "$person has another sequence: diff $demo/$person.sequence $demo/server.sequence"
done
bot_has_all() {
    awk -F '\t' -v channel="$general" '$1 == channel { print $2 "\t" $3 }' "$demo/bot.record" \
        >"$demo/bot.sequence"
    cut -f 1,2 "$demo/server.sequence" | cmp -s - "$demo/bot.sequence"
}
until_true "the bot's record is the server's log" bot_has_all
awk -F '\t' 'NR > 1 && $1 != last + 1 { exit 1 } { last = $1 }' "$demo/server.sequence" || fail "a gap: $demo/server.sequence"
count=$(wc -l <"$demo/server.sequence")
[ "$count" -eq 18 ] || fail "18 messages were sent, the server has $count"

say "$count messages, no gap, no duplicate, the same in all 4 places ($((SECONDS - started)) s)"
