#!/usr/bin/env bash
# Installs the release binaries, manual pages and the systemd unit.
# PREFIX (/usr/local) and DESTDIR (empty) as usual; build first as yourself, then install as root.
. "$(dirname "$0")/lib.sh"

prefix=${PREFIX:-/usr/local}
target=${DESTDIR:-}$prefix
units=${DESTDIR:-}${UNITDIR:-/etc/systemd/system}

release=$BUILD/release
for program in roostd roost; do
    [ -x "$release/$program" ] || fail "$program is not built: run make release first"
    install -D -m 755 "$release/$program" "$target/bin/$program"
done
for page in man/*.[1-8]; do
    [ -e "$page" ] || continue
    install -D -m 644 "$page" "$target/share/man/man${page##*.}/$(basename "$page")"
done
if [ -d "$(dirname "${DESTDIR:-}/etc/systemd/system")" ] || [ -n "${DESTDIR:-}" ]; then
    mkdir -p "$units"
    sed "s#@PREFIX@#$prefix#g" packaging/roostd.service >"$units/roostd.service"
    chmod 644 "$units/roostd.service"
fi
# A configuration somebody has changed stays; the defaults lie beside it.
configuration=${DESTDIR:-}${SYSCONFDIR:-/etc}/roost
install -D -m 644 packaging/roostd.conf "$configuration/roostd.conf.default"
[ -e "$configuration/roostd.conf" ] ||
    install -m 644 packaging/roostd.conf "$configuration/roostd.conf"
cat <<END
Installed roostd and roost under $prefix.
Run a server:  systemctl daemon-reload && systemctl enable --now roostd
By hand:       roostd serve --data DIR
END
