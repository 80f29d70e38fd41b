#!/bin/sh
# Answers !ping in the channel that is named; needs jq.
roost read "$1" -n 0 --follow --json --cursor "$HOME/.first-bot" |
    jq --unbuffered -r 'select(.content == "!ping") | .id' |
    while read -r id; do
        roost send "$1" --key "pong-$id" pong
    done
