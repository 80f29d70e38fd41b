import ChatBase
import ChatCore
import Glibc
import Testing

@testable import ChatServer

@Suite struct EngineTests {
    private func logger() -> Logger { Logger(label: "test", handler: MemoryLogHandler()) }

    private func engine(
        _ folder: TemporaryFolder, onBatch: @escaping @Sendable (Batch) -> Void = { _ in }
    ) throws -> Engine {
        try Engine(
            directory: DataDirectory(folder.path + "/data"), logger: logger(), onBatch: onBatch)
    }

    private func person(_ engine: Engine, _ name: String) throws -> Principal {
        let hashes = ["a", "r"].map { Digest.sha256(Array((name + $0).utf8)) }
        return try engine.writeAndWait { (tx: inout Transaction) throws(APIError) in
            let user = try tx.register(username: name, passwordHash: "h")
            return try tx.createDevice(
                of: user.id, name: "t", access: hashes[0], refresh: hashes[1])
        }
    }

    private func general(_ engine: Engine) throws -> ChannelID {
        try #require(
            engine.snapshot.community.channels.values.first { $0.name == "general" }
        ).id
    }

    @Test func aNewDirectoryGetsACommunityThatOnlyItsOwnerCanRead() throws {
        let folder = TemporaryFolder()
        let engine = try engine(folder)
        defer { engine.stop() }
        let community = engine.snapshot.community
        let view = View(
            user: UserID(0), channels: Array(community.channels.keys), seesModeration: false)
        #expect(view.channels.count == 3)
        #expect(community.firstTextChannel.flatMap { community.channels[$0]?.name } == "welcome")
        for file in [engine.directory.path, engine.directory.database] {
            var status = stat()
            #expect(stat(file, &status) == 0)
            #expect(status.st_mode & 0o077 == 0, "\(file)")
        }
    }

    @Test func theBatchComesBeforeTheAnswerAndReadersSeeIt() throws {
        let folder = TemporaryFolder()
        let positions = Lock<[Int64]>([])
        let engine = try engine(folder) { batch in
            positions.withLock { $0.append(batch.snapshot.position) }
        }
        defer { engine.stop() }
        let alice = try person(engine, "alice")
        let channel = try general(engine)
        for index in 0..<50 {
            let message = try engine.writeAndWait { (tx: inout Transaction) throws(APIError) in
                try tx.createMessage(
                    MessageDraft(content: "\(index)"), in: channel, by: alice)
            }
            let published = positions.withLock { $0.last }
            let read = try engine.readAndWait { view throws(APIError) in
                (view.position, try view.message(message.id, in: channel, for: alice.user))
            }
            #expect(read.1.content == "\(index)")
            #expect(published == read.0)
        }
    }

    @Test func readersPairTablesAndSnapshotUnderLoad() throws {
        let folder = TemporaryFolder()
        let engine = try engine(folder)
        defer { engine.stop() }
        let alice = try person(engine, "alice")
        let done = Condition((writes: 0, reads: 0, wrong: 0))
        for index in 0..<300 {
            engine.write { (tx: inout Transaction) throws(APIError) in
                _ = try tx.createChannel(
                    ChannelDraft(name: "c\(index)"), by: alice)
            } completion: { _ in
                done.update { $0.writes += 1 }
            }
            engine.read { view throws(APIError) in
                let stored = try view.store.lastPosition()
                let channels = view.community.channels.keys
                var rows: Int64 = 0
                for id in channels { rows += try view.store.lastN(of: .channel(id)) > 0 ? 1 : 0 }
                return stored == view.position && rows == Int64(channels.count)
            } completion: { result in
                let right = (try? result.get()) ?? false
                done.update {
                    $0.reads += 1
                    if !right { $0.wrong += 1 }
                }
            }
        }
        let wrong = done.wait { $0.writes == 300 && $0.reads == 300 ? $0.wrong : nil }
        #expect(wrong == 0)
    }

    @Test func aDirectoryInUseNamesItsHolder() throws {
        let folder = TemporaryFolder()
        let first = try engine(folder)
        let error = #expect(throws: StorageError.self) { _ = try engine(folder) }
        #expect(error?.code == .locked)
        #expect(error?.message.contains("process \(getpid())") == true)
        first.stop()
    }

    @Test func everythingIsThereAfterARestart() throws {
        let folder = TemporaryFolder()
        let (alice, epoch, message, channel): (Principal, Epoch, Message, ChannelID)
        do {
            let engine = try engine(folder)
            alice = try person(engine, "alice")
            epoch = engine.keys.epoch
            let place = try general(engine)
            let author = alice
            channel = place
            message = try engine.writeAndWait { (tx: inout Transaction) throws(APIError) in
                try tx.createMessage(MessageDraft(content: "hi"), in: place, by: author)
            }
            engine.stop()
        }
        let engine = try engine(folder)
        defer { engine.stop() }
        #expect(engine.keys.epoch == epoch)
        let (id, place, user) = (message.id, channel, alice.user)
        let read = try engine.readAndWait { view throws(APIError) in
            try view.message(id, in: place, for: user)
        }
        #expect(read == message)
        #expect(engine.snapshot.accounts.isSignedIn(alice))
    }

    @Test func aStoppedEngineRefuses() throws {
        let folder = TemporaryFolder()
        let engine = try engine(folder)
        engine.stop()
        let write = refusal {
            try engine.writeAndWait { (_: inout Transaction) throws(APIError) in }
        }
        #expect(write?.status == 503)
        #expect(refusal { try engine.readAndWait { _ throws(APIError) in } }?.status == 503)
    }

    @Test func anUnwritableDirectoryIsSaid() throws {
        let error = #expect(throws: StorageError.self) {
            _ = try Engine(
                directory: DataDirectory("/proc/no/such"), logger: logger(), onBatch: { _ in })
        }
        #expect(error?.message.contains("/proc/no") == true)
    }

    @Test func aBackupTakenUnderLoadRestoresAsANewEpoch() throws {
        let folder = TemporaryFolder()
        let engine = try engine(folder)
        let alice = try person(engine, "alice")
        let channel = try general(engine)
        let sent = Condition(0)
        for index in 0..<200 {
            engine.write { (tx: inout Transaction) throws(APIError) in
                _ = try tx.createMessage(
                    MessageDraft(content: "\(index)"), in: channel, by: alice)
            } completion: { _ in
                sent.update { $0 += 1 }
            }
        }
        let file = folder.path + "/copy.db"
        try Backup.create(of: engine.directory, to: file)
        let exists = #expect(throws: StorageError.self) {
            try Backup.create(of: engine.directory, to: file)
        }
        #expect(exists?.code == .exists)
        #expect(sent.wait { $0 == 200 ? true : nil })
        let held = #expect(throws: StorageError.self) {
            try Backup.restore(file, into: engine.directory, replacing: true)
        }
        #expect(held?.code == .locked)
        let epoch = engine.keys.epoch
        engine.stop()

        let restored = DataDirectory(folder.path + "/other")
        try Backup.restore(file, into: restored)
        let again = #expect(throws: StorageError.self) {
            try Backup.restore(file, into: restored)
        }
        #expect(again?.code == .exists)
        let second = try Engine(directory: restored, logger: logger(), onBatch: { _ in })
        defer { second.stop() }
        #expect(second.keys.epoch != epoch)
        #expect(second.keys.snowflakeKey == engine.keys.snowflakeKey)
        #expect(second.snapshot.accounts.isSignedIn(alice))
        let contents = try second.readAndWait { view throws(APIError) in
            try view.messages(in: channel, .latest, limit: 100, for: alice.user)
        }.messages.reversed().map(\.content)
        let first = contents.first.flatMap { Int($0) } ?? 0
        #expect(contents == (first..<first + contents.count).map { "\($0)" })
    }

    @Test func aFileThatIsNoBackupIsNotRestored() throws {
        let folder = TemporaryFolder()
        let file = folder.path + "/text"
        let output = fopen(file, "w")
        fputs(String(repeating: "no database. ", count: 500), output)
        fclose(output)
        let directory = DataDirectory(folder.path + "/data")
        #expect(throws: StorageError.self) { try Backup.restore(file, into: directory) }
        #expect(!directory.hasDatabase)
        let missing = #expect(throws: StorageError.self) {
            try Backup.restore(folder.path + "/none", into: directory)
        }
        #expect(missing?.code == .notFound)
    }
}
