import ChatBase

/// What a channel allows or denies one role or member (Discord's Overwrite).
public struct PermissionOverwrite: Sendable, Hashable {
    /// Whom it is about.
    public enum Subject: Sendable, Hashable {
        /// A role; the guild's number means everyone.
        case role(RoleID)
        /// One member.
        case member(UserID)
    }

    /// Whom it is about.
    public let subject: Subject
    /// Given beyond the roles' permissions.
    public var allow: Permissions
    /// Taken away.
    public var deny: Permissions

    /// Makes an overwrite.
    public init(_ subject: Subject, allow: Permissions = [], deny: Permissions = []) {
        self.subject = subject
        self.allow = allow
        self.deny = deny
    }

    /// The role's or the user's number.
    package var id: UInt64 {
        switch subject {
        case .role(let role): role.rawValue
        case .member(let user): user.rawValue
        }
    }

    /// Discord's `type`: 0 role, 1 member.
    package var type: Int { if case .role = subject { 0 } else { 1 } }

    package init(id: UInt64, type: Int, allow: Permissions, deny: Permissions) {
        self.init(type == 0 ? .role(RoleID(id)) : .member(UserID(id)), allow: allow, deny: deny)
    }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        guard let id = json["id"]?.uint64 else {
            throw DecodingFailure(path: "id", expected: "an id")
        }
        let type: Int
        switch json["type"] {
        case .int(let number)?: type = Int(number)
        case .string("role")?: type = 0
        case .string("member")?: type = 1
        default: throw DecodingFailure(path: "type", expected: "0 (role) or 1 (member)")
        }
        guard type == 0 || type == 1 else {
            throw DecodingFailure(path: "type", expected: "0 (role) or 1 (member)")
        }
        // hikari leaves out an empty side.
        let allow = reader.value("allow") == nil ? [] : try reader.permissions("allow")
        let deny = reader.value("deny") == nil ? [] : try reader.permissions("deny")
        self.init(id: id, type: type, allow: allow, deny: deny)
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.quotedInteger(id)
        writer.member("type", type)
        writer.member("allow", allow)
        writer.member("deny", deny)
        writer.endObject()
    }
}
