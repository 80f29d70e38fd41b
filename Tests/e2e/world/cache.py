"""What a client keeps on its own disk."""

import sqlite3


def cached_sequence(home, channel):
    """(n, id, content) of one channel from the client's cache, by n."""
    for path in sorted(home.rglob("*.sqlite")) + sorted(home.rglob("*.db")):
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            rows = connection.execute(
                "SELECT n, id, content FROM messages WHERE channel = ? ORDER BY n", [int(channel)])
            return [(n, str(identifier), content) for n, identifier, content in rows]
        except sqlite3.OperationalError:
            continue
        finally:
            connection.close()
    return []
