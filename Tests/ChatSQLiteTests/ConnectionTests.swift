import Testing

@testable import ChatSQLite

@Suite struct ConnectionTests {
    @Test func valuesComeBackAsTheyWereBound() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(i INTEGER, t TEXT, b BLOB, n INTEGER) STRICT")
        let texts = ["", "héllo \u{1F600}", "nul\u{0}inside"]
        let blobs: [[UInt8]] = [[], [0, 255, 0], Array(0...255)]
        for (text, blob) in zip(texts, blobs) {
            try connection.run(
                "INSERT INTO t VALUES(?1, ?2, ?3, ?4)", .id(.max), .text(text), .blob(blob), nil)
        }
        let rows = try connection.rows("SELECT * FROM t ORDER BY rowid") {
            ($0.id(0), $0.text(1), $0.optionalBlob(2), $0.isNull(3))
        }
        #expect(rows.map(\.0) == [.max, .max, .max])
        #expect(rows.map(\.1) == texts)
        #expect(rows.map(\.2) == blobs)
        #expect(rows.map(\.3) == [true, true, true])
    }

    @Test func aStatementInUseIsNotHandedOutTwice() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(i INTEGER); INSERT INTO t VALUES(1), (2), (3)")
        let sql = "SELECT i FROM t ORDER BY i"
        var pairs = 0
        _ = try connection.rows(sql) { _ in
            pairs += (try? connection.rows(sql) { $0.int(0) }.count) ?? 0
        }
        #expect(pairs == 9)
        let first = try connection.statement(sql)
        let again = try connection.statement(sql)
        #expect(first === again)
    }

    @Test func aFailureTellsItsCodeAndDoesNotPoisonTheStatement() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(i INTEGER PRIMARY KEY)")
        try connection.run("INSERT INTO t VALUES(?1)", 1)
        let error = #expect(throws: SQLiteError.self) {
            try connection.run("INSERT INTO t VALUES(?1)", 1)
        }
        #expect(error?.isConstraint == true)
        #expect(error?.extendedCode == 1555)
        try connection.run("INSERT INTO t VALUES(?1)", 2)
        #expect(try connection.first("SELECT count(*) FROM t") { $0.int(0) } == 2)
    }

    @Test func aSavepointIsUndoneAlone() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(i INTEGER)")
        try connection.begin()
        try connection.run("INSERT INTO t VALUES(1)")
        try connection.savepoint()
        try connection.run("INSERT INTO t VALUES(2)")
        try connection.undoSavepoint()
        try connection.savepoint()
        try connection.run("INSERT INTO t VALUES(3)")
        try connection.releaseSavepoint()
        try connection.commit()
        #expect(try connection.rows("SELECT i FROM t") { $0.int(0) } == [1, 3])
        connection.rollback()
    }

    @Test func aFailedTransactionLeavesNothing() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(i INTEGER PRIMARY KEY)")
        #expect(throws: SQLiteError.self) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.run("INSERT INTO t VALUES(1)")
                try connection.run("INSERT INTO t VALUES(1)")
            }
        }
        #expect(!connection.isInTransaction)
        #expect(try connection.first("SELECT count(*) FROM t") { $0.int(0) } == 0)
    }

    @Test func aFullDiskAndAReadOnlyDatabaseAreNamed() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE t(b BLOB); PRAGMA max_page_count = 4")
        let full = #expect(throws: SQLiteError.self) {
            try connection.run("INSERT INTO t VALUES(zeroblob(100000))")
        }
        #expect(full?.isDiskFull == true)
        try connection.execute("PRAGMA query_only = ON")
        let readOnly = #expect(throws: SQLiteError.self) {
            try connection.run("INSERT INTO t VALUES(1)")
        }
        #expect(readOnly?.isReadOnly == true)
    }

    @Test func aMissingFileIsNotMadeUnlessAsked() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/none.db"
        let error = #expect(throws: SQLiteError.self) {
            _ = try Connection(path: path, options: Connection.Options(mode: .readWrite))
        }
        #expect(error?.message.contains(path) == true)
    }

    @Test func anUnknownFileSystemIsRefused() {
        #expect(throws: SQLiteError.self) {
            _ = try Connection(path: ":memory:", options: Connection.Options(vfs: "no-such"))
        }
    }

    @Test func aBackupTakenBesideAWriterIsConsistent() throws {
        let folder = TemporaryFolder()
        let (source, copy) = (folder.path + "/a.db", folder.path + "/b.db")
        let writer = try Connection(path: source)
        try writer.makeDurable()
        try writer.execute("CREATE TABLE t(i INTEGER)")
        try writer.begin()
        try writer.run("INSERT INTO t VALUES(1)")
        try writer.commit()
        try writer.begin()
        try writer.run("INSERT INTO t VALUES(2)")
        let other = try Connection(path: source, options: Connection.Options(mode: .readOnly))
        try other.backup(to: copy)
        try writer.commit()
        let restored = try Connection(path: copy)
        #expect(try restored.rows("SELECT i FROM t") { $0.int(0) } == [1])
        #expect(try restored.integrityProblems().isEmpty)
    }

    @Test func damageIsFound() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute(
            """
            CREATE TABLE a(i INTEGER PRIMARY KEY);
            CREATE TABLE b(i INTEGER REFERENCES a);
            PRAGMA foreign_keys = OFF;
            INSERT INTO b VALUES(7)
            """)
        let problems = try connection.integrityProblems()
        #expect(problems == ["a row of b refers to a missing row of a"])
    }
}
