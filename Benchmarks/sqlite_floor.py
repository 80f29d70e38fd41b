#!/usr/bin/env python3
"""Bare SQLite: rows of an 80-byte message and one index, WAL, a sync each commit.

sqlite_floor.py SECONDS FOLDER ROWS_PER_COMMIT prints one JSON line.
"""
import json, os, sqlite3, sys, tempfile, time

seconds, folder, rows = float(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with tempfile.TemporaryDirectory(dir=folder) as place:
    db = sqlite3.connect(place + "/floor.db", isolation_level=None)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=full")
    db.execute("create table m(id integer primary key, room int, author int, ts int, body text)")
    db.execute("create index mi on m(room, id)")
    count, text, begin, before = 0, "x" * 80, time.monotonic(), os.times()
    while time.monotonic() - begin < seconds:
        db.execute("begin")
        for _ in range(rows):
            db.execute("insert into m(room,author,ts,body) values(?,?,?,?)",
                       (count % 200, count % 2000, count, text))
            count += 1
        db.execute("commit")
    after, wall = os.times(), time.monotonic() - begin
    cpu = after.user + after.system - before.user - before.system
    print(json.dumps(dict(rows_per_commit=rows, rows_per_s=round(count / wall),
                          cpu_us_per_row=round(cpu * 1e6 / count, 2))))
