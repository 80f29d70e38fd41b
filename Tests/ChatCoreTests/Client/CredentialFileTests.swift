import ChatBase
import Glibc
import Testing

@testable import ChatCore

@Suite struct CredentialFileTests {
    private let folder = TemporaryFolder()

    private func pair(_ number: Int) -> Credential {
        Credential(accessToken: "access-\(number)", refreshToken: "refresh-\(number)")
    }

    @Test func `only the owner may read it, and nothing is left beside it`() throws {
        let file = CredentialFile(path: folder.file("a"))
        try file.save(pair(1))
        try file.save(pair(2))
        var status = stat()
        #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try file.load() == pair(2))
        #expect(folder.names == ["a"])
    }

    @Test func `what others keep beside the tokens stays`() throws {
        let file = CredentialFile(path: folder.file("a"))
        try file.write(JSONObject([("url", "https://a"), ("access_token", "x")]))
        try file.save(pair(1))
        #expect(try file.readObject()?["url"] == "https://a")
    }

    @Test func `no file and no tokens mean signed out, a damaged file is said`() throws {
        let file = CredentialFile(path: folder.file("a"))
        #expect(try file.load() == nil)
        try file.write(JSONObject([("url", "https://a")]))
        #expect(try file.load() == nil)
        try PrivateFile.replace(file.path, with: Array("{\"acc".utf8))
        do {
            _ = try file.load()
            Issue.record("half a file was read")
        } catch {
            #expect(error.code == .file)
        }
    }

    @Test func `the lease is one's alone until it is released`() throws {
        let first = CredentialFile(path: folder.file("a"))
        let second = CredentialFile(path: folder.file("a"))
        try first.save(pair(1))
        let lease = try first.beginRefresh()
        #expect(lease != nil)
        #expect(try second.beginRefresh() == nil)
        lease?.release()
        let other = try second.beginRefresh()
        #expect(other != nil)
        other?.release()
    }

    @Test func `the lock is on the file of that name, also after it was replaced`() throws {
        let first = CredentialFile(path: folder.file("a"))
        let second = CredentialFile(path: folder.file("a"))
        try first.save(pair(1))
        let old = try first.beginRefresh()
        try first.save(pair(2))
        // The old file is gone: whoever comes now locks, and reads, the new one.
        let new = try second.beginRefresh()
        #expect(new != nil)
        #expect(try second.load() == pair(2))
        old?.release()
        #expect(try first.beginRefresh() == nil)
        new?.release()
    }

    /// A server that counts each refresh token that is used twice.
    private final class Rotation: Sendable {
        let state: Lock<(current: Int, reused: Int)> = Lock((0, 0))

        func refresh(_ token: String) -> Credential {
            state.withLock { state in
                if token == "refresh-\(state.current)" {
                    state.current += 1
                } else {
                    state.reused += 1
                }
                return Credential(
                    accessToken: "access-\(state.current)",
                    refreshToken: "refresh-\(state.current)")
            }
        }
    }

    @Test func `twenty processes that refresh at once use each refresh token once`() async throws {
        let rotation = Rotation()
        let path = folder.file("a")
        try CredentialFile(path: path).save(pair(0))
        for round in 0..<5 {
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        // A file and a source of its own each, as a process has.
                        let source = TokenSource(.device(CredentialFile(path: path)))
                        let old = "access-\(round)"
                        _ = try await source.token()
                        return try await source.renew(rejected: old) {
                            token async throws(ChatError) in
                            try await NetworkThread.shared.delay(.milliseconds(5))
                            return rotation.refresh(token)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(tokens == Array(repeating: "access-\(round + 1)", count: 20))
            #expect(try CredentialFile(path: path).load() == pair(round + 1))
        }
        #expect(rotation.state.withLock { $0.reused } == 0)
    }

    @Test func `tasks that wait share one refresh, and one that is cancelled does not end it`()
        async throws
    {
        let rotation = Rotation()
        let source = TokenSource(.device(MemoryCredentials(pair(0))))
        let gate = Condition(false)
        let refresh: TokenSource.Refresh = { token async throws(ChatError) in
            while !gate.update({ $0 }) { try await NetworkThread.shared.delay(.milliseconds(1)) }
            return rotation.refresh(token)
        }
        let first = Task { try await source.renew(rejected: "access-0", by: refresh) }
        let others = (0..<10).map { _ in
            Task { try await source.renew(rejected: "access-0", by: refresh) }
        }
        first.cancel()
        gate.update { $0 = true }
        for other in others { #expect(try await other.value == "access-1") }
        #expect(rotation.state.withLock { $0.current } == 1)
    }

    @Test func `a credential that can't be stored is not used`() async throws {
        let path = folder.file("a")
        try CredentialFile(path: path).save(pair(0))
        let source = TokenSource(.device(FullDisk(file: CredentialFile(path: path))))
        do {
            _ = try await source.renew(rejected: "access-0") { _ async throws(ChatError) in
                Credential(accessToken: "access-1", refreshToken: "refresh-1")
            }
            Issue.record("the disk was full")
        } catch {
            #expect(error.code == .file)
        }
        #expect(try await source.token() == "access-0")
    }

    private struct FullDisk: CredentialStore {
        let file: CredentialFile
        func load() throws(ChatError) -> Credential? { try file.load() }
        func beginRefresh() throws(ChatError) -> CredentialLease? { try file.beginRefresh() }
        func save(_ credential: Credential) throws(ChatError) {
            throw ChatError.file("write", file.path, ENOSPC)
        }
    }
}
