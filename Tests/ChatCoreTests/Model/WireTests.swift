import ChatBase
import Testing

@testable import ChatCore

struct WireTests {
    static let author = User(id: UserID(5), username: "alice", globalName: "Alice")

    static func message(_ content: String) -> Message {
        Message(
            id: MessageID(1 << 22), channelID: ChannelID(12), guildID: GuildID(1), author: author,
            member: Member(user: author, joined: WallTime(milliseconds: 1_700_000_000_000)),
            content: content, timestamp: WallTime(milliseconds: 1_767_323_045_678), nonce: "k",
            n: 7)
    }

    @Test func `a reply goes there and back with what it answers`() throws {
        var message = Self.message("hi \"you\"\n😀")
        message.reference = MessageReference(messageID: MessageID(9), channelID: ChannelID(12))
        message.referenced = .message(Self.message("first"))
        var writer = JSONWriter()
        message.write(to: &writer)
        #expect(try Message(json: JSON(parsing: writer.bytes)) == message)
    }

    @Test func `a message has every field that bot libraries read unasked`() throws {
        var writer = JSONWriter()
        Self.message("x").write(to: &writer)
        let json = try JSON(parsing: writer.bytes)
        for key in [
            "id", "channel_id", "guild_id", "author", "content", "type", "mentions", "attachments",
            "embeds", "edited_timestamp", "tts", "pinned", "mention_everyone", "mention_roles",
            "timestamp", "flags",
        ] { #expect(json[key] != nil, "\(key)") }
        #expect(json["author"]?["discriminator"] == "0")
        #expect(json["member"]?["roles"] == [])
        #expect(json["member"]?["joined_at"]?.string != nil)
    }

    @Test func `scopes go there and back as text and as storage keys`() {
        for scope: Scope in [.guild, .moderators, .channel(ChannelID(12)), .user(UserID(7))] {
            #expect(Scope(scope.description) == scope)
            #expect(Scope(storageKey: scope.storageKey) == scope)
        }
        for text in ["", "g", "g:1", "c:", "c:x", "c:+1", "c:-1", "x:1", "u:99999999999999999999"] {
            #expect(Scope(text) == nil)
        }
    }

    @Test func `error bodies nest their fields as Discord does`() throws {
        let body = ErrorBody(
            code: .invalidFormBody,
            fields: [
                FieldError("content", "A", "too long"), FieldError("a.0.id", "B", "no id"),
                FieldError("content", "C", "no"),
            ], requestID: "r1")
        var writer = JSONWriter()
        body.write(to: &writer)
        let json = try JSON(parsing: writer.bytes)
        #expect(json["code"] == 50035)
        #expect(json["errors"]?["content"]?["_errors"]?[1]?["code"] == "C")
        #expect(json["errors"]?["a"]?["0"]?["id"]?["_errors"]?[0]?["message"] == "no id")
        #expect(try ErrorBody(json: json).fields.count == 3)
    }

    @Test func `error numbers and names are unique`() {
        #expect(Set(ErrorCode.all.map(\.value)).count == ErrorCode.all.count)
        #expect(Set(ErrorCode.all.map(\.name)).count == ErrorCode.all.count)
    }

    @Test func `a username is lower case and plain`() {
        for name in ["al", "alice", "a.b-c_9", "0x"] { #expect(Validation.isUsername(name)) }
        for name in ["", "a", "Alice", "a b", "_ab", "é2", String(repeating: "a", count: 33)] {
            #expect(!Validation.isUsername(name))
        }
    }

    @Test func `content is counted in Unicode scalars`() {
        #expect(Validation.contentProblem(String(repeating: "é", count: 4000)) == nil)
        #expect(Validation.contentProblem(String(repeating: "é", count: 4001)) != nil)
        #expect(Validation.contentProblem(" \n\t") != nil)
        #expect(Validation.contentProblem("") != nil)
    }
}
