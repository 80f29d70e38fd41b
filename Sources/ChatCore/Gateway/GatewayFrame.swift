import ChatBase

/// The envelope of the gateway: `{op, t, sc, n, d}`, and `s` on v=10.
package struct GatewayFrame: Sendable {
    package let opcode: Opcode
    package let data: JSON
    /// The event's name, on opcode 0.
    package let name: EventName?
    package let scope: Scope?
    package let n: Int64?
    /// The reason beside opcode 9.
    package let reason: String?

    package init(parsing bytes: [UInt8]) throws(DecodingFailure) {
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes) } catch {
            throw DecodingFailure(path: "", expected: "JSON (\(error))")
        }
        let reader = try ObjectReader(json)
        opcode = Opcode(rawValue: try reader.int("op"))
        data = json["d"] ?? .null
        name = reader.optionalString("t").map { EventName(rawValue: $0) }
        scope = reader.optionalString("sc").flatMap { Scope($0) }
        n = reader.optionalInt("n").map { Int64($0) }
        reason = reader.optionalString("r")
    }

    /// A frame as clients send it.
    package static func encode(_ opcode: Opcode, _ data: JSON) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("op", opcode.rawValue)
            writer.member("d", data)
        }
        return writer.bytes
    }
}
