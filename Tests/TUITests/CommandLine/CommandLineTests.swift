import ChatBase
import ChatCore
import Glibc
import Testing

@testable import tui

@Suite("Command line")
struct CommandLineTests {
    @Test("a channel has many names")
    func channelNames() throws {
        let name = try ChannelName("general")
        #expect(name.account == nil && name.channel == "general" && name.id == nil)
        let hash = try ChannelName("#123")
        #expect(hash.channel == "123" && hash.id == nil)
        let id = try ChannelName("123")
        #expect(id.id == ChannelID(123))
        let elsewhere = try ChannelName("alice@127.0.0.1:8080/#general")
        #expect(elsewhere.account == "alice@127.0.0.1:8080" && elsewhere.channel == "general")
    }

    @Test(
        "what is no channel is a usage error", arguments: ["", "#", "alice@host/", "host/general"])
    func noChannel(_ text: String) {
        let failure = #expect(throws: CommandFailure.self) { try ChannelName(text) }
        #expect(failure?.status == .usage)
    }

    @Test("a name finds its channel; two of one name need the id")
    func find() throws {
        func channel(_ id: UInt64, _ name: String, _ kind: Channel.Kind = .text) -> Channel {
            Channel(id: ChannelID(id), kind: kind, guildID: GuildID(1), name: name)
        }
        let channels = [
            channel(5, "general"), channel(6, "twice"), channel(7, "twice"),
            channel(8, "general", .category),
        ]
        #expect(try ChannelName("General").find(in: channels).id == ChannelID(5))
        #expect(try ChannelName("7").find(in: channels).id == ChannelID(7))
        let double = #expect(throws: CommandFailure.self) {
            try ChannelName("twice").find(in: channels)
        }
        #expect(double?.status == .usage && double?.message.contains("6, 7") == true)
        let none = #expect(throws: CommandFailure.self) { try ChannelName("x").find(in: channels) }
        #expect(none?.status == .noSuchChannel)
    }

    @Test(
        "durations",
        arguments: [
            ("100ms", Duration.milliseconds(100)), ("5", .seconds(5)), ("5m", .seconds(300)),
            ("2h", .seconds(7200)), ("7d", .seconds(604_800)),
        ])
    func durations(_ text: String, _ duration: Duration) {
        #expect(TimeText.duration(text) == duration)
    }

    @Test("no durations", arguments: ["", "m", "5x", "-5s", "1.5h", "99999999999999999999s"])
    func noDurations(_ text: String) {
        #expect(TimeText.duration(text) == nil)
    }

    @Test("times are dates, moments or ages")
    func moments() {
        let now = WallTime(iso8601: "2026-03-01T12:00:00Z")!
        #expect(
            TimeText.moment("2026-02-01", now: now) == WallTime(iso8601: "2026-02-01T00:00:00Z"))
        #expect(
            TimeText.moment("2026-02-01T10:30:00", now: now)
                == WallTime(iso8601: "2026-02-01T10:30:00Z"))
        #expect(TimeText.moment("30m", now: now) == WallTime(iso8601: "2026-03-01T11:30:00Z"))
        #expect(TimeText.moment("yesterday", now: now) == nil)
        #expect(TimeText.utc(now) == "2026-03-01T12:00:00Z")
    }

    @Test(
        "each kind of failure has its exit status",
        arguments: [
            (ChatError.Code.unauthorized, Int32(3)), (.notFound, 4), (.forbidden, 5), (.invalid, 5),
            (.rateLimited, 5), (.unreachable, 6), (.timedOut, 6), (.server(status: 500), 6),
            (.certificateChanged, 7), (.certificateUntrusted, 7), (.file, 8), (.configuration, 2),
            (.cancelled, 130),
        ])
    func statuses(_ code: ChatError.Code, _ status: Int32) {
        #expect(CommandFailure(ChatError(code, "x")).status.rawValue == status)
    }

    @Test("lines come whole, whatever portions the bytes come in")
    func lines() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let text = "one\r\n\ntwo é\nlast"
        for byte in text.utf8 {
            _ = withUnsafeBytes(of: byte) { write(ends[1], $0.baseAddress!, 1) }
        }
        close(ends[1])
        defer { close(ends[0]) }
        var lines = InputLines(ends[0])
        var seen: [String] = []
        while let line = try lines.next() { seen.append(line) }
        #expect(seen == ["one", "", "two é", "last"])
    }

    @Test("a pattern matches anywhere; a bad one is a usage error")
    func pattern() throws {
        #expect(try MessagePattern("dep.*ed$").matches("it is deployed"))
        #expect(!(try MessagePattern("^deployed").matches("it is deployed")))
        let failure = #expect(throws: CommandFailure.self) { try MessagePattern("(") }
        #expect(failure?.status == .usage)
    }
}

@Suite("Accounts")
final class AccountStoreTests {
    private let folder = TemporaryFolder()

    private func store() throws -> AccountStore {
        try AccountStore(Environment(["HOME": folder.path]))
    }

    @Test("a login is kept for its user alone, and is the one in use")
    func roundTrip() throws {
        let store = try store()
        #expect(try store.current() == nil)
        let server = try #require(ServerURL("https://chat.example.org:8443"))
        let account = Account(server: server, user: "alice", pin: "ab")
        try store.save(account, Credential(accessToken: "a", refreshToken: "r"))
        #expect(try store.current() == account)
        #expect(account.name == "alice@chat.example.org:8443")
        #expect(try store.account(named: account.name) == account)
        #expect(try store.credentials(of: account).load()?.refreshToken == "r")
        var information = stat()
        let path = "\(folder.path)/.config/roost/accounts/\(account.name).json"
        #expect(stat(path, &information) == 0)
        #expect(information.st_mode & 0o777 == 0o600)
        let bot = Account(server: server, user: "bot", token: "a.b.c")
        try store.save(bot, nil)
        #expect(try store.current() == bot)
        try store.remove(account)
        #expect(try store.current() == bot)
        try store.remove(bot)
        #expect(try store.current() == nil)
    }

    @Test("a name can't lead out of the folder", arguments: ["../current", "/etc/passwd", ""])
    func traversal(_ name: String) throws {
        #expect(try store().account(named: name) == nil)
    }

    @Test("without a home there is no login")
    func homeless() {
        #expect(throws: ChatError.self) { try AccountStore(Environment([:])) }
    }
}
