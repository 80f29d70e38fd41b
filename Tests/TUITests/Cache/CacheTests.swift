import ChatBase
import ChatCore
import ChatSQLite
import Glibc
import Testing

@testable import tui

/// The local copy of the log.
@Suite struct CacheTests {
    private let path: String

    init() throws {
        var template = Array("/tmp/roost-cache-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) != nil }
        try #require(made)
        path =
            String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            + "/alice@test.db"
    }

    private func open() throws -> CacheStore { try CacheStore(path: path) }

    private static let channel = Stage.general
    private static let scope = Scope.channel(Stage.general)

    private func message(
        _ number: UInt64, _ text: String, from author: UserID = Stage.bob, nonce: String? = nil,
        edited: Int64? = nil, replyTo: Message? = nil
    ) -> Message {
        let id = MessageID(number << 22)
        return Message(
            id: id, channelID: Self.channel, guildID: GuildID(5), author: Stage.user(author),
            member: nil, content: text, timestamp: id.created,
            edited: edited.map { WallTime(milliseconds: $0) },
            reference: replyTo.map { MessageReference(messageID: $0.id, channelID: Self.channel) },
            referenced: replyTo.map { .message($0) }, nonce: nonce)
    }

    private func ready(epoch: String = "e1", lastN: Int64 = 0, lastMessage: UInt64? = nil) -> Ready
    {
        var ready = Stage.ready()
        ready.epoch = epoch
        for index in ready.channels.indices where ready.channels[index].id == Self.channel {
            ready.channels[index].lastN = lastN
            ready.channels[index].lastMessageID = lastMessage.map { MessageID($0 << 22) }
        }
        return ready
    }

    private func create(_ store: CacheStore, _ message: Message, n: Int64) throws -> AppEvent? {
        try store.apply(ChatEvent(.messageCreate(message), scope: Self.scope, n: n))
    }

    private func texts(_ store: CacheStore) throws -> [String]? {
        try store.page(of: Self.channel, before: nil, limit: 50)?.messages.map(\.content)
    }

    @Test func whatWasAppliedIsThereAfterAnotherStart() throws {
        do {
            let store = try open()
            _ = try store.apply(ChatEvent(.ready(ready())))
            _ = try create(store, message(1, "one"), n: 1)
            _ = try create(store, message(2, "two"), n: 2)
            _ = try store.apply(ChatEvent(.cursor("here")))
        }
        let store = try open()
        let restored = try store.restore()
        #expect(restored.me?.username == "alice")
        #expect(restored.guild?.name == "Test")
        #expect(restored.channels.count == 5)
        #expect(restored.members.count == 3)
        #expect(
            restored.readStates.first { $0.channelID == Self.channel }?.unread == 2)
        #expect(try texts(store) == ["one", "two"])
        let point = try #require(try store.resumePoint())
        #expect(point.cursor == "here")
        #expect(point.known[Self.scope] == 2)
    }

    @Test func anEventIsAppliedOnce() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        #expect(try create(store, message(1, "one"), n: 1) != nil)
        #expect(try create(store, message(1, "one"), n: 1) == nil)
        _ = try create(store, message(2, "two"), n: 2)
        #expect(try create(store, message(1, "changed"), n: 1) == nil)
        #expect(try texts(store) == ["one", "two"])
    }

    @Test func aHoleInTheSequenceDropsWhatCanNotBeTrusted() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        _ = try create(store, message(1, "one"), n: 1)
        guard case .gateway(_, gapBefore: true)? = try create(store, message(9, "nine"), n: 9)
        else {
            Issue.record("the hole was not told")
            return
        }
        let page = try store.page(of: Self.channel, before: nil, limit: 50)
        #expect(page?.messages.map(\.content) == ["nine"])
        #expect(page?.messages.first?.hasGapBefore == true)
        #expect(page?.reachesStart == false)
    }

    @Test func redactedNumbersAreNoHole() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        _ = try create(store, message(1, "one"), n: 1)
        _ = try store.apply(
            ChatEvent(.redacted(2...8, reason: "deleted"), scope: Self.scope, n: 8))
        _ = try create(store, message(9, "nine"), n: 9)
        #expect(try texts(store) == ["one", "nine"])
    }

    @Test func aNewEpochDropsTheCopyButNotWhatIsTheUsers() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        _ = try create(store, message(1, "one"), n: 1)
        let pending = PendingMessage(
            nonce: "n1", channel: Self.channel, content: "unsent", replyTo: nil, state: .waiting)
        try store.keep(pending)
        try store.saveDraft(Self.channel, "draft")
        try store.savePreference("set.bell", "off")
        guard
            case .ready(_, _, isNewEpoch: true)? = try store.apply(
                ChatEvent(.ready(ready(epoch: "e2", lastN: 7, lastMessage: 9))))
        else {
            Issue.record("the epoch was not noticed")
            return
        }
        #expect(try texts(store) == nil)
        let restored = try store.restore()
        #expect(restored.outbox == [pending])
        #expect(restored.drafts == [Self.channel: "draft"])
        #expect(restored.preferences == ["set.bell": "off"])
    }

    @Test func aReadyAtAnotherPlaceDropsThatChannelAlone() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        _ = try create(store, message(1, "one"), n: 1)
        guard
            case .ready(_, let same, _)? = try store.apply(
                ChatEvent(.ready(ready(lastN: 1, lastMessage: 1))))
        else {
            Issue.record("no ready")
            return
        }
        #expect(same.isEmpty)
        #expect(try texts(store) == ["one"])
        guard
            case .ready(_, let stale, _)? = try store.apply(
                ChatEvent(.ready(ready(lastN: 5, lastMessage: 5))))
        else {
            Issue.record("no ready")
            return
        }
        #expect(stale == [Self.channel])
        #expect(try texts(store) == nil)
    }

    @Test func deletedTextIsNowhereInTheFile() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        let secret = message(1, "the password is tulip")
        _ = try create(store, secret, n: 1)
        _ = try create(store, message(2, "oh no", replyTo: secret), n: 2)
        _ = try store.apply(
            ChatEvent(.messageDelete(secret.id, in: Self.channel), scope: Self.scope, n: 3))
        let rows = try store.connection.rows("SELECT json FROM messages") { $0.text(0) }
        #expect(rows.count == 1)
        #expect(!rows.contains { $0.contains("tulip") })
        let page = try store.page(of: Self.channel, before: nil, limit: 50)
        #expect(page?.messages.first?.quote?.author == nil)
    }

    @Test func aPageThatWasOnItsWayDoesNotBringBackADeletedMessage() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready(lastN: 3, lastMessage: 3))))
        _ = try store.apply(
            ChatEvent(.messageDelete(message(2, "").id, in: Self.channel), scope: Self.scope, n: 4))
        let page = try store.store(
            [message(3, "three"), message(2, "two"), message(1, "one")], of: Self.channel,
            before: nil, limit: 50)
        #expect(page.messages.map(\.content) == ["one", "three"])
        #expect(try texts(store) == ["one", "three"])
    }

    @Test func pagesJoinUpAndEndAtTheBeginning() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready(lastN: 6, lastMessage: 6))))
        #expect(try store.page(of: Self.channel, before: nil, limit: 2) == nil)
        let newest = try store.store(
            [message(6, "six"), message(5, "five")], of: Self.channel, before: nil, limit: 2)
        #expect(newest.messages.map(\.hasGapBefore) == [true, false])
        #expect(try store.page(of: Self.channel, before: message(5, "").id, limit: 2) == nil)
        _ = try store.store(
            [message(4, "four"), message(3, "three")], of: Self.channel,
            before: message(5, "").id, limit: 2)
        let last = try store.store(
            [message(2, "two")], of: Self.channel, before: message(3, "").id, limit: 2)
        #expect(last.reachesStart)
        #expect(try texts(store) == ["two", "three", "four", "five", "six"])
        let all = try store.page(of: Self.channel, before: nil, limit: 50)
        #expect(all?.reachesStart == true)
        #expect(all?.messages.contains { $0.hasGapBefore } == false)
    }

    @Test func aPageForgetsWhatTheServerNoLongerHas() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        for number in 1...3 {
            _ = try create(store, message(UInt64(number), "m\(number)"), n: Int64(number))
        }
        _ = try store.store(
            [message(3, "m3"), message(1, "m1")], of: Self.channel, before: nil, limit: 50)
        #expect(try texts(store) == ["m1", "m3"])
    }

    @Test func anOlderPageDoesNotUndoAnEdit() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        _ = try create(store, message(1, "old"), n: 1)
        _ = try store.apply(
            ChatEvent(
                .messageUpdate(message(1, "new", edited: 99)), scope: Self.scope, n: 2))
        _ = try store.store([message(1, "old")], of: Self.channel, before: nil, limit: 50)
        #expect(try texts(store) == ["new"])
    }

    @Test func theEventOfAMessageEmptiesItsPlaceInTheOutbox() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        let pending = PendingMessage(
            nonce: "n1", channel: Self.channel, content: "hi", replyTo: MessageID(4),
            state: .waiting)
        try store.keep(pending)
        try store.keep(pending)
        #expect(try store.outbox() == [pending])
        try store.fail(nonce: "n1", "no")
        #expect(try store.outbox().first?.state == .failed("no"))
        _ = try create(store, message(1, "hi", from: Stage.me, nonce: "n1"), n: 1)
        #expect(try store.outbox().isEmpty)
    }

    @Test func aLostChannelIsForgottenWhole() throws {
        let store = try open()
        _ = try store.apply(ChatEvent(.ready(ready())))
        _ = try create(store, message(1, "one"), n: 1)
        try store.saveDraft(Self.channel, "draft")
        _ = try store.apply(
            ChatEvent(.channelDelete(Self.channel, accessLost: true), scope: Self.scope, n: nil))
        #expect(try store.restore().channels.contains { $0.id == Self.channel } == false)
        #expect(try store.connection.rows("SELECT 1 FROM messages") { _ in 1 }.isEmpty)
        #expect(try store.restore().drafts.isEmpty)
        #expect(try store.lastN(of: Self.scope) == nil)
    }

    @Test func aCacheOfALaterReleaseIsLeftAlone() throws {
        do {
            let store = try open()
            try store.connection.execute("PRAGMA user_version = 99")
        }
        #expect(throws: CacheError.self) { try open() }
    }

    @Test func theThreadAnswersInOrderAndEndsAfterItsWork() async throws {
        let thread = CacheThread(path: path) { _ in }
        for number in 0..<100 {
            thread.savePreference("count", "\(number)")
        }
        let restored = try await thread.perform { store throws(SQLiteError) in
            try store.restore()
        }
        #expect(restored.preferences["count"] == "99")
        thread.savePreference("count", "end")
        thread.close()
        #expect(try open().restore().preferences["count"] == "end")
    }
}
