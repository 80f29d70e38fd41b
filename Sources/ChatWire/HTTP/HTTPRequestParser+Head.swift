extension HTTPRequestParser {
    static func startLine(_ line: [UInt8]) throws(HTTPParseError) -> StartLine {
        let parts = line.split(
            separator: 0x20, maxSplits: .max, omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw HTTPParseError(400, "the request line is not 'METHOD target HTTP/1.1'")
        }
        let method = parts[0]
        guard !method.isEmpty, method.count <= 32, method.allSatisfy(HTTPText.isToken) else {
            throw HTTPParseError(400, "the method is not valid")
        }
        let minorVersion = try minorVersion(Array(parts[2]))
        let methodName = String(decoding: method, as: UTF8.self)
        return StartLine(
            method: methodName, target: try target(Array(parts[1]), method: methodName),
            minorVersion: minorVersion, length: line.count + 2)
    }

    private static func minorVersion(_ text: [UInt8]) throws(HTTPParseError) -> Int {
        guard text.count == 8, text.starts(with: "HTTP/".utf8), text[6] == UInt8(ascii: "."),
            (0x30...0x39).contains(text[5]), (0x30...0x39).contains(text[7])
        else { throw HTTPParseError(400, "the HTTP version is not valid") }
        switch (text[5], text[7]) {
        case (0x31, 0x31): return 1
        case (0x31, 0x30): return 0
        default: throw HTTPParseError(505, "only HTTP/1.1 and HTTP/1.0 are spoken here")
        }
    }

    /// Origin form; absolute form is brought to it, as RFC 9112 section 3.2.2 demands.
    private static func target(
        _ text: [UInt8], method: String
    ) throws(HTTPParseError) -> String {
        guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw HTTPParseError(400, "the request target has a character that must be encoded")
        }
        let target = String(decoding: text, as: UTF8.self)
        if target.hasPrefix("/") || (target == "*" && method == "OPTIONS") { return target }
        let lowered = HTTPText.lowercased(target.prefix(8))
        for scheme in ["http://", "https://"] where lowered.hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.utf8.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            guard end > rest.startIndex else { break }
            let path = rest[end...]
            return path.hasPrefix("/") ? String(path) : "/" + path
        }
        throw HTTPParseError(400, "the request target is not a path")
    }

    static func head(
        _ start: StartLine, _ headers: HTTPHeaders, limits: HTTPLimits
    ) throws(HTTPParseError) -> HTTPRequestHead {
        try checkHost(headers, minorVersion: start.minorVersion)
        let connection = headers.tokens("connection")
        let keepAlive =
            start.minorVersion == 1
            ? !connection.contains("close")
            : connection.contains("keep-alive") && !connection.contains("close")
        let expectations = headers.tokens("expect")
        guard expectations.allSatisfy({ $0 == "100-continue" }) else {
            throw HTTPParseError(417, "the only expectation that can be met is 100-continue")
        }
        return HTTPRequestHead(
            method: start.method, target: start.target, minorVersion: start.minorVersion,
            headers: headers,
            framing: try framing(headers, minorVersion: start.minorVersion, limits: limits),
            keepAlive: keepAlive,
            expectsContinue: !expectations.isEmpty && start.minorVersion == 1)
    }

    private static func checkHost(
        _ headers: HTTPHeaders, minorVersion: Int
    ) throws(HTTPParseError) {
        let hosts = headers.values("host")
        guard hosts.count == 1 || (hosts.isEmpty && minorVersion == 0) else {
            throw HTTPParseError(400, "a request has exactly one Host field")
        }
        let isValid = hosts.allSatisfy { host in
            host.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                // - . _ ~ : [ ] %
                case 0x2D, 0x2E, 0x5F, 0x7E, 0x3A, 0x5B, 0x5D, 0x25: true
                default: false
                }
            }
        }
        guard isValid else { throw HTTPParseError(400, "the Host field is not valid") }
    }

    private static func framing(
        _ headers: HTTPHeaders, minorVersion: Int, limits: HTTPLimits
    ) throws(HTTPParseError) -> HTTPRequestHead.Framing {
        let lengths = headers.values("content-length")
        let encodings = headers.values("transfer-encoding")
        guard lengths.isEmpty || encodings.isEmpty else {
            throw HTTPParseError(400, "both Content-Length and Transfer-Encoding")
        }
        if !encodings.isEmpty {
            guard minorVersion == 1 else {
                throw HTTPParseError(400, "Transfer-Encoding in an HTTP/1.0 request")
            }
            guard encodings.count == 1 else {
                throw HTTPParseError(400, "more than one Transfer-Encoding field")
            }
            guard HTTPText.lowercased(encodings[0]) == "chunked" else {
                throw HTTPParseError(501, "the only transfer coding known is chunked")
            }
            return .chunked
        }
        guard let text = lengths.first else { return .none }
        // A repeated field is refused even when both say the same.
        guard lengths.count == 1, (1...18).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(text)
        else { throw HTTPParseError(400, "Content-Length is not one number") }
        guard length <= limits.body else {
            throw HTTPParseError(413, "the body is larger than \(limits.body) bytes")
        }
        return length == 0 ? .none : .length(length)
    }

    /// The size of a chunk; its extensions are checked and ignored.
    static func chunkSize(_ line: [UInt8]) throws(HTTPParseError) -> Int {
        let digits = line.prefix { HTTPText.hexValue($0) != nil }
        guard (1...8).contains(digits.count) else {
            throw HTTPParseError(400, "a chunk's size is not a number")
        }
        let rest = line[digits.endIndex...]
        guard rest.isEmpty || rest.first == UInt8(ascii: ";"),
            rest.allSatisfy(HTTPText.isFieldValue)
        else { throw HTTPParseError(400, "a chunk's size is not a number") }
        return digits.reduce(0) { $0 << 4 | Int(HTTPText.hexValue($1) ?? 0) }
    }
}
