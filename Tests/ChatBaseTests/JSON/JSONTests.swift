import ChatBase
import Testing

struct JSONTests {
    @Test(arguments: [
        #"{"a":1,"b":[true,false,null],"c":"x\ny"}"#,
        #"[]"#, #"{}"#, #"-0.5"#, #""😀""#, #"18446744073709551615"#, #"-9223372036854775808"#,
        #"[1e3]"#, #""\u0000""#,
    ])
    func `reading what was written gives the same value`(_ text: String) throws {
        let value = try JSON(parsing: text)
        #expect(try JSON(parsing: value.text) == value)
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":}", "{a:1}", "01", "1.", ".5", "+1", "1e", "nul", "truex",
        "\"\u{1}\"", "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "[1] 2",
        "\"abc", "NaN", "Infinity", "1e999", "{\"a\":1,}", "[,1]", "\u{FEFF}1",
    ])
    func `what is not JSON is refused`(_ text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        for bytes: [UInt8] in [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] {
            #expect(throws: JSONError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
            #expect(throws: JSONError.self) {
                try JSON(parsing: [0x22] + bytes + Array("\\n\"".utf8))
            }
        }
    }

    @Test func `nesting is limited`() {
        let deep = String(repeating: "[", count: 100_000)
        let error = #expect(throws: JSONError.self) { try JSON(parsing: deep) }
        #expect(error?.reason == .tooDeep)
    }

    @Test func `64-bit ids keep every digit, as strings and as integers`() throws {
        let json = try JSON(
            parsing: #"{"a":"18446744073709551615","b":18446744073709551615,"c":7}"#)
        #expect(json["a"]?.uint64 == .max)
        #expect(json["b"]?.uint64 == .max)
        #expect(json["c"]?.uint64 == 7)
    }

    @Test func `missing is not null`() throws {
        let json = try JSON(parsing: #"{"a":null}"#)
        #expect(json["a"] == .null)
        #expect(json["b"] == nil)
    }

    @Test func `every cut of a text is an error, never a trap`() throws {
        let text = Array(#"{"a":[1,-2.5e3,"\u00e9\ud83d\ude00x"],"b":{"c":true},"d":null}"#.utf8)
        _ = try JSON(parsing: text)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSON(parsing: Array(text[..<length])) }
        }
    }

    @Test func `random bytes never trap`() {
        var random = SeededRandom(seed: 1)
        let alphabet = Array(#"{}[]",:\u0123eE+-.truefalsn "#.utf8) + [0xC3, 0xA9, 0xFF]
        var parsed = 0
        for _ in 0..<20_000 {
            let length = Int.random(in: 0..<24, using: &random)
            let bytes = (0..<length).map { _ in alphabet.randomElement(using: &random)! }
            if let value = try? JSON(parsing: bytes) {
                parsed += 1
                #expect((try? JSON(parsing: value.text)) == value)
            }
        }
        #expect(parsed > 10)
    }

    @Test func `control characters, quotes and backslashes are escaped`() {
        #expect(
            JSON.string("a\"b\\c\u{1}\n\t\u{7F}é").text == "\"a\\\"b\\\\c\\u0001\\n\\t\u{7F}é\"")
    }
}
