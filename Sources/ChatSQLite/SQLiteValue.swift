/// A value to bind to a statement.
package enum SQLiteValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    /// Snowflakes and other 64-bit numbers: the bit pattern is stored.
    package static func id(_ value: UInt64) -> Self { .integer(Int64(bitPattern: value)) }
    package static func id(_ value: UInt64?) -> Self { value.map(id) ?? .null }
    package static func integer(_ value: Int) -> Self { .integer(Int64(value)) }
    package static func optional(_ value: Int64?) -> Self { value.map(integer) ?? .null }
    package static func optional(_ value: String?) -> Self { value.map(text) ?? .null }
    package static func optional(_ value: [UInt8]?) -> Self { value.map(blob) ?? .null }
    package static func bool(_ value: Bool) -> Self { .integer(value ? Int64(1) : 0) }
}

extension SQLiteValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByNilLiteral
{
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(nilLiteral: ()) { self = .null }
}
