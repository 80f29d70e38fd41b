/// Reads one response head; what follows stays in the buffer for the next protocol.
package struct HTTPResponseHeadParser {
    private let limits: HTTPLimits
    private var buffer = HTTPLineBuffer()
    private var status: Int?
    private var fields = HTTPFieldParser()

    package init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    package mutating func append(_ bytes: [UInt8]) { buffer.append(bytes) }

    /// Everything after the head.
    package mutating func takeRest() -> [UInt8] { buffer.take(upTo: .max) }

    /// The head, nil when more bytes are needed. An interim response (1xx but 101) is skipped.
    package mutating func next() throws(HTTPParseError) -> HTTPResponseHead? {
        let tooLong = HTTPParseError(502, "the response's head is too large")
        while true {
            let limit = max(0, limits.head - fields.size)
            guard let line = try buffer.line(limit: limit, tooLong: tooLong) else { return nil }
            guard let status else {
                status = try Self.status(line)
                continue
            }
            guard line.isEmpty else {
                try fields.add(line, limit: limits.headerFields)
                continue
            }
            let head = HTTPResponseHead(status: status, headers: fields.headers)
            self.status = nil
            fields = HTTPFieldParser()
            if status >= 200 || status == 101 { return head }
        }
    }

    private static func status(_ line: [UInt8]) throws(HTTPParseError) -> Int {
        let isValid =
            line.count >= 12 && line.starts(with: "HTTP/1.".utf8)
            && (line[7] == 0x30 || line[7] == 0x31) && line[8] == 0x20
            && line[9..<12].allSatisfy { (0x30...0x39).contains($0) }
            && (line.count == 12 || line[12] == 0x20)
        guard isValid else { throw HTTPParseError(502, "the answer is not HTTP/1.1") }
        return line[9..<12].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
