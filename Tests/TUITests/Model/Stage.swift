import ChatBase
import ChatCore

@testable import tui

/// A signed-in model with a small community, and hands to play with it.
struct Stage {
    var model = AppModel()
    var now = MonotonicTime(nanoseconds: 1_000_000_000)
    var effects: [Effect] = []
    private var nextMessage: UInt64 = 1

    static let me = UserID(1)
    static let bob = UserID(2)
    static let carol = UserID(3)
    static let welcome = ChannelID(10)
    static let general = ChannelID(11)
    static let ops = ChannelID(12)
    static let lobby = ChannelID(14)

    /// 2026-11-24 11:00 UTC.
    static let noon: Int64 = 1_795_518_000_000

    init(columns: Int = 80, rows: Int = 24, unreadInOps: Int = 0) {
        send(.input(.resize(columns: columns, rows: rows)))
        var restored = Restored()
        restored.server = "chat.example.org"
        restored.nonceSeed = 42
        send(.restored(restored))
        send(.ready(Self.ready(unreadInOps: unreadInOps), stale: [], isNewEpoch: false))
        for channel in [Self.welcome, Self.general, Self.ops] {
            send(
                .page(
                    HistoryPage(
                        channel: channel, messages: [], before: nil, reachesStart: true,
                        isCurrent: true)))
        }
        effects = []
    }

    @discardableResult
    mutating func send(_ event: AppEvent) -> [Effect] {
        let new = model.update(event, now: now)
        effects += new
        return new
    }

    @discardableResult
    mutating func press(_ code: Key.Code, _ modifiers: Key.Modifiers = []) -> [Effect] {
        send(.input(.key(Key(code, modifiers))))
    }

    @discardableResult
    mutating func press(_ character: Character, _ modifiers: Key.Modifiers = []) -> [Effect] {
        press(.character(character), modifiers)
    }

    mutating func type(_ text: String) {
        for character in text {
            if character == "\n" { press(.enter, .alt) } else { press(character) }
        }
    }

    /// - Returns: what Enter did.
    @discardableResult
    mutating func say(_ text: String) -> [Effect] {
        type(text)
        return press(.enter)
    }

    mutating func advance(_ duration: Duration) {
        now = now + duration
        send(.deadline)
    }

    // MARK: What others do

    mutating func id(minutes: Int64 = 0) -> MessageID {
        nextMessage += 1
        let time = WallTime(
            milliseconds: Self.noon + minutes * 60_000 + Int64(nextMessage) * 1000)
        return MessageID(MessageID(at: time).rawValue | nextMessage)
    }

    static func user(_ id: UserID) -> User {
        switch id {
        case me: User(id: id, username: "alice", globalName: "Alice")
        case bob: User(id: id, username: "bob", globalName: nil)
        case carol: User(id: id, username: "carol", globalName: "Carol Danvers")
        default: User(id: id, username: "user\(id)", globalName: nil)
        }
    }

    @discardableResult
    mutating func hear(
        _ text: String, from author: UserID = Stage.bob, in channel: ChannelID = Stage.welcome,
        mentions: [UserID] = [], nonce: String? = nil, replyTo: Message? = nil,
        minutes: Int64 = 0
    ) -> Message {
        let id = id(minutes: minutes)
        let message = Message(
            id: id, channelID: channel, guildID: GuildID(5), author: Self.user(author),
            member: nil, content: text, timestamp: id.created,
            mentions: mentions.map { Self.user($0) },
            reference: replyTo.map { MessageReference(messageID: $0.id, channelID: channel) },
            referenced: replyTo.map { .message($0) }, nonce: nonce)
        send(.gateway(.messageCreate(message), gapBefore: false))
        return message
    }

    // MARK: Screens

    var grid: CellGrid {
        var grid = CellGrid(columns: model.columns, rows: model.rows)
        Screen.draw(model, into: &grid)
        return grid
    }

    var screen: String { grid.textDump }

    // MARK: READY

    static func ready(unreadInOps: Int = 0) -> Ready {
        let users = [me, bob, carol].map { id -> String in
            let user = user(id)
            let global = user.globalName.map { "\"\($0)\"" } ?? "null"
            return """
                {"user":{"id":"\(id)","username":"\(user.username)","global_name":\(global)},
                "roles":[],"joined_at":"2026-01-01T00:00:00.000000+00:00"}
                """
        }
        func channel(
            _ id: ChannelID, _ name: String, _ kind: Int, _ position: Int, _ parent: String
        )
            -> String
        {
            """
            {"id":"\(id)","type":\(kind),"name":"\(name)","position":\(position),
            "parent_id":\(parent),"topic":"about \(name)","permission_overwrites":[]}
            """
        }
        let channels = [
            channel(welcome, "welcome", 0, 0, "null"),
            channel(ChannelID(13), "Work", 4, 1, "null"),
            channel(general, "general", 0, 0, "\"13\""),
            channel(ops, "ops", 0, 1, "\"13\""),
            channel(lobby, "lobby", 2, 2, "\"13\""),
        ]
        let text = """
            {"user":{"id":"1","username":"alice","global_name":"Alice"},"epoch":"e1","cursor":"c1",
            "session_id":"s","read_states":[{"channel_id":"12","last_read_message_id":"7",
            "unread":\(unreadInOps),"mentions":0,"last_n":9}],
            "guild":{"id":"5","name":"Test","owner_id":"1","roles":[],
            "channels":[\(channels.joined(separator: ","))],"members":[\(users.joined(separator: ","))],
            "presences":[{"user":{"id":"1"},"status":"online"},{"user":{"id":"2"},"status":"idle"}],
            "member_count":3}}
            """
        do {
            return try Ready(json: try JSON(parsing: text))
        } catch {
            preconditionFailure("the stage's READY is valid: \(error)")
        }
    }
}
