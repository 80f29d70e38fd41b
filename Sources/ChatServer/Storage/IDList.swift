import ChatCore

/// Ids in a blob, eight bytes each, big-endian; nothing for none.
enum IDList {
    static func pack(_ ids: [some Snowflake]) -> [UInt8]? {
        ids.isEmpty ? nil : pack(ids.map(\.rawValue))
    }

    static func unpack<ID: Snowflake>(_ bytes: [UInt8]?) -> [ID] {
        numbers(bytes ?? []).map { ID($0) }
    }

    static func pack(_ numbers: [UInt64]) -> [UInt8] {
        numbers.flatMap { number in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }

    static func numbers(_ bytes: [UInt8]) -> [UInt64] {
        stride(from: 0, to: bytes.count - bytes.count % 8, by: 8).map { start in
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
