import ChatBase

/// Reads the members of a JSON object from the wire, naming what is wrong.
///
/// Unknown members are ignored; an optional member may be missing or null.
package struct ObjectReader {
    package let json: JSON
    private let path: String

    package init(_ json: JSON, path: String = "") throws(DecodingFailure) {
        guard case .object = json else {
            throw DecodingFailure(path: path, expected: "an object")
        }
        self.json = json
        self.path = path
    }

    private func failure(_ key: String, _ expected: String) -> DecodingFailure {
        DecodingFailure(path: path.isEmpty ? key : "\(path).\(key)", expected: expected)
    }

    /// The member unless it is missing or null.
    package func value(_ key: String) -> JSON? {
        guard let value = json[key], !value.isNull else { return nil }
        return value
    }

    package func string(_ key: String) throws(DecodingFailure) -> String {
        guard let text = json[key]?.string else { throw failure(key, "a string") }
        return text
    }

    package func optionalString(_ key: String) -> String? { json[key]?.string }

    package func int(_ key: String) throws(DecodingFailure) -> Int {
        guard let number = json[key]?.int else { throw failure(key, "an integer") }
        return number
    }

    package func optionalInt(_ key: String) -> Int? { json[key]?.int }

    package func bool(_ key: String, default value: Bool = false) -> Bool {
        json[key]?.bool ?? value
    }

    package func id<ID: Snowflake>(_ key: String) throws(DecodingFailure) -> ID {
        guard let raw = json[key]?.uint64 else { throw failure(key, "an id") }
        return ID(raw)
    }

    package func optionalID<ID: Snowflake>(_ key: String) -> ID? {
        json[key]?.uint64.map { ID($0) }
    }

    package func time(_ key: String) throws(DecodingFailure) -> WallTime {
        guard let time = optionalTime(key) else { throw failure(key, "an ISO 8601 time") }
        return time
    }

    package func optionalTime(_ key: String) -> WallTime? {
        json[key]?.string.flatMap { WallTime(iso8601: $0) }
    }

    package func permissions(_ key: String) throws(DecodingFailure) -> Permissions {
        guard let raw = json[key]?.uint64 else { throw failure(key, "a permission set") }
        return Permissions(rawValue: raw)
    }

    package func ids<ID: Snowflake>(_ key: String) -> [ID] {
        (json[key]?.array ?? []).compactMap { $0.uint64.map { ID($0) } }
    }

    package func object<Value>(
        _ key: String, _ decode: (JSON) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value {
        guard let value = value(key) else { throw failure(key, "an object") }
        do throws(DecodingFailure) { return try decode(value) } catch {
            throw failure(key + "." + error.path, error.expected)
        }
    }

    package func optionalObject<Value>(
        _ key: String, _ decode: (JSON) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value? {
        value(key) == nil ? nil : try object(key, decode)
    }

    /// The elements; none when the member is missing.
    package func array<Value>(
        _ key: String, _ decode: (JSON) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> [Value] {
        guard let value = value(key) else { return [] }
        guard let elements = value.array else { throw failure(key, "an array") }
        var result: [Value] = []
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do throws(DecodingFailure) { result.append(try decode(element)) } catch {
                throw failure("\(key)[\(index)].\(error.path)", error.expected)
            }
        }
        return result
    }
}

extension JSONWriter {
    package mutating func member(_ key: String, _ id: (some Snowflake)?) {
        self.key(key)
        if let id { quotedInteger(id.rawValue) } else { null() }
    }

    package mutating func member(_ key: String, _ time: WallTime?) {
        self.key(key)
        if let time { string(time.iso8601) } else { null() }
    }

    package mutating func member(_ key: String, _ permissions: Permissions) {
        self.key(key)
        quotedInteger(permissions.rawValue)
    }

    package mutating func ids(_ key: String, _ ids: [some Snowflake]) {
        array(key) { writer in
            for id in ids { writer.quotedInteger(id.rawValue) }
        }
    }

    package mutating func null(_ key: String) {
        self.key(key)
        null()
    }
}
