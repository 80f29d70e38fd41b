import Testing

@testable import ChatSQLite

@Suite struct SchemaTests {
    private func schema(_ versions: Int, id: Int32 = 77) -> Schema {
        Schema(
            applicationID: id,
            migrations: (1...versions).map {
                Schema.Migration(version: $0, sql: "CREATE TABLE t\($0)(i INTEGER)")
            })
    }

    private func tables(_ connection: Connection) throws -> [String] {
        try connection.rows("SELECT name FROM sqlite_schema ORDER BY name") { $0.text(0) }
    }

    @Test func aNewDatabaseGetsEveryStep() throws {
        let connection = try Connection(path: ":memory:")
        try schema(3).prepare(connection)
        #expect(try tables(connection) == ["t1", "t2", "t3"])
        try schema(3).prepare(connection)
        #expect(try tables(connection) == ["t1", "t2", "t3"])
    }

    @Test func anOlderDatabaseIsCopiedBeforeItIsMigrated() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/x.db"
        do {
            let connection = try Connection(path: path)
            try schema(1).prepare(connection)
            try connection.run("INSERT INTO t1 VALUES(5)")
        }
        let connection = try Connection(path: path)
        try schema(2).prepare(connection) { "\(path).v\($0)" }
        #expect(try tables(connection) == ["t1", "t2"])
        #expect(try connection.rows("SELECT i FROM t1") { $0.int(0) } == [5])
        let copy = try Connection(path: path + ".v1")
        #expect(try tables(copy) == ["t1"])
        #expect(try copy.rows("SELECT i FROM t1") { $0.int(0) } == [5])
        try schema(1).prepare(copy)
    }

    @Test func aNewerDatabaseIsRefusedAndUntouched() throws {
        let connection = try Connection(path: ":memory:")
        try schema(3).prepare(connection)
        let error = #expect(throws: SchemaError.self) { try schema(2).prepare(connection) }
        #expect(error == .newer(found: 3, supported: 2))
        #expect(try tables(connection) == ["t1", "t2", "t3"])
    }

    @Test func aDatabaseOfAnotherProgramIsRefused() throws {
        let connection = try Connection(path: ":memory:")
        try connection.execute("CREATE TABLE theirs(i INTEGER)")
        let error = #expect(throws: SchemaError.self) { try schema(1).prepare(connection) }
        #expect(error == .foreign)
        #expect(throws: SchemaError.self) {
            let other = try Connection(path: ":memory:")
            try schema(1, id: 1).prepare(other)
            try schema(2, id: 2).prepare(other)
        }
    }

    @Test func aFailingStepLeavesTheOldForm() throws {
        let connection = try Connection(path: ":memory:")
        try schema(1).prepare(connection)
        let broken = Schema(
            applicationID: 77,
            migrations: schema(2).migrations + [Schema.Migration(version: 3, sql: "NOT SQL")])
        #expect(throws: SchemaError.self) { try broken.prepare(connection) }
        #expect(try tables(connection) == ["t1"])
        #expect(try connection.first("PRAGMA user_version") { $0.int(0) } == 1)
    }
}
