import ChatBase

/// An event of the gateway as a client sees it. Decoding never fails: what this version
/// does not know comes as `unknown`.
public enum GatewayEvent: Sendable, Hashable {
    /// A new session: replaces everything known before.
    case ready(Ready)
    /// The session goes on; everything missed was delivered before. `replayed` events.
    case resumed(replayed: Int)
    /// A message was sent.
    case messageCreate(Message)
    /// A message was edited.
    case messageUpdate(Message)
    /// A message was deleted.
    case messageDelete(MessageID, in: ChannelID)
    /// A channel was made or became visible. `lastN` of it is where its events go on.
    case channelCreate(Channel)
    /// A channel changed.
    case channelUpdate(Channel)
    /// A channel was deleted, or is no longer visible: drop what is known of it.
    case channelDelete(ChannelID, accessLost: Bool)
    /// Someone joined.
    case memberAdd(Member)
    /// A member changed.
    case memberUpdate(Member)
    /// Someone left.
    case memberRemove(UserID)
    /// Members, in answer to a request; `nonce` tells which.
    case membersChunk([Member], nonce: String?, index: Int, count: Int)
    /// Someone types: show it for 10 seconds.
    case typingStart(UserID, in: ChannelID)
    /// Someone came, went or changed status.
    case presenceUpdate(Presence)
    /// The own read marker moved, perhaps on another device.
    case readStateUpdate(ReadState)
    /// The community changed.
    case guildUpdate(Guild)
    /// The own account changed.
    case userUpdate(User)
    /// One of the own devices was signed out.
    case sessionRevoked(deviceID: Int64)
    /// What stood at these sequence numbers can't be shown any more.
    case redacted(ClosedRange<Int64>, reason: String)
    /// Too much was missed here: drop what is known of the scope and page its history.
    case scopeTooLong(Scope, lastN: Int64)
    /// Sequence numbers that never came. The server promises that this can't be.
    case gap(Scope, ClosedRange<Int64>)
    /// Everything before this was delivered: keep the cursor once it is dealt with.
    case cursor(String)
    /// The server can't go on from the cursor (restored backup, too old): READY follows.
    case replicaLost(reason: String)
    /// An event this version does not know: name and JSON text.
    case unknown(String, json: String)

    package init(name: EventName, data: JSON) {
        do throws(DecodingFailure) {
            self = try Self.decode(name, data) ?? .unknown(name.rawValue, json: data.text)
        } catch {
            self = .unknown(name.rawValue, json: data.text)
        }
    }

    private static func decode(
        _ name: EventName, _ data: JSON
    ) throws(DecodingFailure) -> GatewayEvent? {
        let reader = try ObjectReader(data)
        switch name {
        case .ready: return .ready(try Ready(json: data))
        case .resumed: return .resumed(replayed: reader.optionalInt("replayed") ?? 0)
        case .messageCreate: return .messageCreate(try Message(json: data))
        case .messageUpdate: return .messageUpdate(try Message(json: data))
        case .messageDelete:
            return .messageDelete(try reader.id("id"), in: try reader.id("channel_id"))
        case .channelCreate: return .channelCreate(try Channel(json: data))
        case .channelUpdate: return .channelUpdate(try Channel(json: data))
        case .channelDelete:
            return .channelDelete(
                try reader.id("id"), accessLost: reader.optionalString("r") == "access_lost")
        case .guildMemberAdd: return .memberAdd(try Member(json: data))
        case .guildMemberUpdate: return .memberUpdate(try Member(json: data))
        case .guildMemberRemove:
            return .memberRemove(
                try reader.object("user") { json throws(DecodingFailure) in
                    try ObjectReader(json).id("id")
                })
        case .guildMembersChunk:
            return .membersChunk(
                try reader.array("members") { json throws(DecodingFailure) in
                    try Member(json: json)
                },
                nonce: reader.optionalString("nonce"),
                index: reader.optionalInt("chunk_index") ?? 0,
                count: reader.optionalInt("chunk_count") ?? 1)
        default: return try decodeRest(name, data, reader)
        }
    }

    private static func decodeRest(
        _ name: EventName, _ data: JSON, _ reader: ObjectReader
    ) throws(DecodingFailure) -> GatewayEvent? {
        switch name {
        case .typingStart:
            return .typingStart(try reader.id("user_id"), in: try reader.id("channel_id"))
        case .presenceUpdate: return .presenceUpdate(try Presence(json: data))
        case .readStateUpdate: return .readStateUpdate(try ReadState(json: data))
        case .guildUpdate: return .guildUpdate(try Guild(json: data))
        case .userUpdate: return .userUpdate(try User(json: data))
        case .sessionRevoked:
            guard let id = data["device_id"]?.uint64 else { return nil }
            return .sessionRevoked(deviceID: Int64(bitPattern: id))
        case .redacted:
            let first = Int64(try reader.int("first_n"))
            let last = Int64(try reader.int("last_n"))
            guard first <= last else { return nil }
            return .redacted(first...last, reason: reader.optionalString("reason") ?? "")
        case .scopeTooLong:
            guard let scope = Scope(try reader.string("scope")) else { return nil }
            return .scopeTooLong(scope, lastN: Int64(try reader.int("last_n")))
        default: return nil
        }
    }
}
