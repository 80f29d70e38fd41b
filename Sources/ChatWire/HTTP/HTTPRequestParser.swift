/// A strict HTTP/1.1 request parser (RFC 9112): bytes in, events out.
///
/// What the RFC lets a lenient server repair is refused here, for two parsers that repair
/// differently disagree about where a request ends.
package struct HTTPRequestParser {
    package enum Event: Sendable, Equatable {
        case head(HTTPRequestHead)
        case body([UInt8])
        case end
    }

    private enum State {
        case start(sawEmptyLine: Bool)
        case fields(HTTPFieldParser, StartLine)
        case body(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        case chunkEnd
        case trailer(HTTPFieldParser)
        case failed(HTTPParseError)
    }

    struct StartLine {
        var method: String
        var target: String
        var minorVersion: Int
        var length: Int
    }

    private let limits: HTTPLimits
    private var buffer = HTTPLineBuffer()
    private var state = State.start(sawEmptyLine: false)
    private var bodySize = 0

    package init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
    }

    /// Bytes that wait to be parsed.
    package var buffered: Int { buffer.count }

    /// Whether a request has begun and not ended.
    package var isMidRequest: Bool {
        if case .start = state { return buffer.count > 0 }
        return true
    }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) { buffer.append(bytes) }
    package mutating func append(_ bytes: [UInt8]) { buffer.append(bytes) }

    /// Everything that is not parsed: what follows an upgrade.
    package mutating func takeRest() -> [UInt8] { buffer.take(upTo: .max) }

    /// The next event, nil when more bytes are needed. After an error every call throws it.
    package mutating func next() throws(HTTPParseError) -> Event? {
        do {
            return try step()
        } catch {
            state = .failed(error)
            throw error
        }
    }

    private mutating func step() throws(HTTPParseError) -> Event? {
        while true {
            switch state {
            case .failed(let error):
                throw error
            case .start(let sawEmptyLine):
                let tooLong = HTTPParseError(414, "the request line is too long")
                guard let line = try buffer.line(limit: limits.head, tooLong: tooLong) else {
                    return nil
                }
                if line.isEmpty && !sawEmptyLine {
                    // One empty line after a body is an old client's habit (RFC 9112, 2.2).
                    state = .start(sawEmptyLine: true)
                    continue
                }
                state = .fields(HTTPFieldParser(), try Self.startLine(line))
            case .fields(var fields, let start):
                guard let done = try readFields(&fields, used: start.length) else {
                    state = .fields(fields, start)
                    return nil
                }
                let head = try Self.head(start, done, limits: limits)
                bodySize = 0
                switch head.framing {
                case .none: state = .body(remaining: 0)
                case .length(let length): state = .body(remaining: length)
                case .chunked: state = .chunkSize
                }
                return .head(head)
            case .body(let remaining):
                guard remaining > 0 else { return finish() }
                return takeBody(remaining) { .body(remaining: $0) }
            case .chunkSize:
                let tooLong = HTTPParseError(400, "a chunk's size line is too long")
                guard let line = try buffer.line(limit: 256, tooLong: tooLong) else { return nil }
                let size = try Self.chunkSize(line)
                guard size <= limits.body - bodySize else {
                    throw HTTPParseError(413, "the body is larger than \(limits.body) bytes")
                }
                bodySize += size
                state = size == 0 ? .trailer(HTTPFieldParser()) : .chunk(remaining: size)
            case .chunk(let remaining):
                return takeBody(remaining) { $0 == 0 ? .chunkEnd : .chunk(remaining: $0) }
            case .chunkEnd:
                let wrong = HTTPParseError(400, "a chunk is longer than its size")
                guard let line = try buffer.line(limit: 0, tooLong: wrong) else { return nil }
                guard line.isEmpty else { throw wrong }
                state = .chunkSize
            case .trailer(var fields):
                guard try readFields(&fields, used: 0) != nil else {
                    state = .trailer(fields)
                    return nil
                }
                // Trailer fields are checked and dropped: nothing here needs one.
                return finish()
            }
        }
    }

    private mutating func takeBody(_ remaining: Int, _ rest: (Int) -> State) -> Event? {
        guard buffer.count > 0 else { return nil }
        let bytes = buffer.take(upTo: remaining)
        state = rest(remaining - bytes.count)
        return .body(bytes)
    }

    private mutating func finish() -> Event {
        state = .start(sawEmptyLine: false)
        return .end
    }

    /// The fields, once the empty line after them has come.
    private mutating func readFields(
        _ fields: inout HTTPFieldParser, used: Int
    ) throws(HTTPParseError) -> HTTPHeaders? {
        let tooLong = HTTPParseError(
            431, "the header is larger than \(limits.head) bytes")
        while true {
            let limit = limits.head - used - fields.size
            guard let line = try buffer.line(limit: max(0, limit), tooLong: tooLong) else {
                return nil
            }
            if line.isEmpty { return fields.headers }
            try fields.add(line, limit: limits.headerFields)
        }
    }
}
