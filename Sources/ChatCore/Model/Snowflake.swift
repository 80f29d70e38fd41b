import ChatBase

/// A 64-bit id with Discord's epoch and layout; on the wire a string of digits.
///
/// The upper 42 bits are milliseconds since 2015-01-01T00:00:00Z. The lower 22 bits
/// order the ids of one millisecond and say nothing else.
public protocol Snowflake: RawRepresentable<UInt64>, Hashable, Sendable, Comparable,
    CustomStringConvertible
{
    /// Makes an id from its number.
    init(_ rawValue: UInt64)
}

/// Milliseconds from 1970-01-01 to the epoch of the ids, 2015-01-01.
public let snowflakeEpochMilliseconds: Int64 = 1_420_070_400_000

extension Snowflake {
    /// Makes an id from its number.
    @inlinable
    public init?(rawValue: UInt64) { self.init(rawValue) }

    /// Makes an id from a string of digits, as the wire has it.
    @inlinable
    public init?(_ text: some StringProtocol) {
        guard let value = UInt64(text), text.utf8.first != UInt8(ascii: "+") else { return nil }
        self.init(value)
    }

    /// The digits, as the wire has them.
    @inlinable public var description: String { String(rawValue) }

    /// When the id was made, in milliseconds since 1970.
    @inlinable
    public var createdMilliseconds: Int64 {
        Int64(rawValue >> 22) + snowflakeEpochMilliseconds
    }

    /// Ids order by the time of their making.
    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    package var created: WallTime { WallTime(milliseconds: createdMilliseconds) }

    /// The smallest id of a millisecond, for asking history by time.
    package init(at time: WallTime) {
        self.init(UInt64(max(0, time.milliseconds - snowflakeEpochMilliseconds)) << 22)
    }
}
