// The ids of the wire, one type each, so that they can't be mixed up.

/// The community that a server hosts.
@frozen
public struct GuildID: Snowflake {
    /// The number that the wire carries as digits.
    public let rawValue: UInt64

    /// Makes an id from its number.
    @inlinable
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// A channel or category.
@frozen
public struct ChannelID: Snowflake {
    /// The number that the wire carries as digits.
    public let rawValue: UInt64

    /// Makes an id from its number.
    @inlinable
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// A person or bot.
@frozen
public struct UserID: Snowflake {
    /// The number that the wire carries as digits.
    public let rawValue: UInt64

    /// Makes an id from its number.
    @inlinable
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// A message.
@frozen
public struct MessageID: Snowflake {
    /// The number that the wire carries as digits.
    public let rawValue: UInt64

    /// Makes an id from its number.
    @inlinable
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// A role; the role that everyone has carries the guild's number.
@frozen
public struct RoleID: Snowflake {
    /// The number that the wire carries as digits.
    public let rawValue: UInt64

    /// Makes an id from its number.
    @inlinable
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}
