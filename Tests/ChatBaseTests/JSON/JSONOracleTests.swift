import ChatBase
import FoundationEssentials
import Testing

/// Our JSON against Foundation's, over texts that are broken in one place or none.
struct JSONOracleTests {
    /// What Foundation's decoder makes of any JSON, in our terms.
    private struct Oracle: Decodable {
        let value: JSON

        init(from decoder: any Decoder) throws {
            if let object = try? decoder.container(keyedBy: Key.self) {
                var members = JSONObject()
                for key in object.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
                    members.append(
                        key.stringValue, try object.decode(Oracle.self, forKey: key).value)
                }
                value = .object(members)
            } else if var array = try? decoder.unkeyedContainer() {
                var elements: [JSON] = []
                while !array.isAtEnd { elements.append(try array.decode(Oracle.self).value) }
                value = .array(elements)
            } else {
                value = try Self.scalar(decoder.singleValueContainer())
            }
        }

        private static func scalar(_ container: any SingleValueDecodingContainer) throws -> JSON {
            if container.decodeNil() { return .null }
            if let bool = try? container.decode(Bool.self) { return .bool(bool) }
            if let text = try? container.decode(String.self) { return .string(text) }
            return .double(try container.decode(Double.self))
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Without what the oracle can't tell apart: kinds of numbers, the order of members. Of
    /// members with one name, which RFC 8259 leaves open, Foundation takes the first.
    private static func normal(_ json: JSON) -> JSON {
        switch json {
        case .int(let number): return .double(Double(number))
        case .unsigned(let number): return .double(Double(number))
        case .array(let elements): return .array(elements.map(normal))
        case .object(let object):
            var members = JSONObject()
            for key in Set(object.members.map(\.key)).sorted() {
                members.append(key, normal(object.members.first { $0.key == key }?.value ?? .null))
            }
            return .object(members)
        default: return json
        }
    }

    private static let corpus = [
        #"{"op":0,"t":"MESSAGE_CREATE","sc":"c:1574","n":12,"d":{"id":"1574","content":"hé 😀"}}"#,
        #"[1, -2.5e3, 0.125, 18446744073709551615, "\u00e9\ud83d\ude00\n\"\\\/", true, false, null]"#,
        "{\"a\" : [ ] , \"b\" : { } ,\t\"c\":\r\n[[[[0]]]], \"\": -0.0}",
    ]
    /// What breaks a text, or nearly does.
    private static let pieces: [[UInt8]] =
        ["\"", "\\", "\\u", "\\ud83d", ",", ":", "{", "}", "[", "]", "0", "1", "-", "+", ".", "e"]
        .map { Array($0.utf8) } + [[0x00], [0x1F], [0x7F], [0xC0], [0xED, 0xA0, 0x80], [0xFF]]

    @Test func `Foundation accepts the same texts and reads the same values`() throws {
        var random = SeededRandom(seed: 6)
        var accepted = 0
        for round in 0..<6_000 {
            var text = Array(Self.corpus[round % Self.corpus.count].utf8)
            let place = Int.random(in: text.indices, using: &random)
            let piece = Self.pieces.randomElement(using: &random) ?? []
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where round >= Self.corpus.count: text.remove(at: place)
            case 1 where round >= Self.corpus.count:
                text.insert(contentsOf: piece, at: place)
            case 2 where round >= Self.corpus.count:
                text[place] = UInt8(truncatingIfNeeded: random.next())
            case 3 where round >= Self.corpus.count:
                text.replaceSubrange(
                    place..<place + 1, with: piece)
            default: break
            }
            let ours = try? JSON(parsing: text)
            let theirs = try? JSONDecoder().decode(Oracle.self, from: Data(text)).value
            #expect(
                ours.map(Self.normal) == theirs,
                "\(String(decoding: text, as: UTF8.self).debugDescription)")
            if ours != nil { accepted += 1 }
        }
        #expect(accepted > 600 && accepted < 5_400, "\(accepted) of 6000")
    }
}
