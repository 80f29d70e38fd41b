/// Bytes that arrived and are not used yet, taken out by the line or by the count.
///
/// A line ends with CR LF. A CR or an LF alone is an error: what one parser takes for a
/// line's end and another doesn't is how requests are smuggled.
struct HTTPLineBuffer {
    private var input = InputBuffer()
    /// How many of the unused bytes were searched for a line's end, so that drip-fed bytes
    /// are looked at once.
    private var scanned = 0

    var count: Int { input.count }

    mutating func append(_ new: UnsafeRawBufferPointer) { input.append(new) }
    mutating func append(_ new: [UInt8]) { input.append(new) }

    /// The next line without its end, nil when it is not complete.
    /// - Parameter limit: of its bytes, without the end.
    mutating func line(limit: Int, tooLong: HTTPParseError) throws(HTTPParseError) -> [UInt8]? {
        while scanned < input.count {
            let byte = input[scanned]
            let followsCR = scanned > 0 && input[scanned - 1] == 0x0D
            if byte == 0x0A {
                guard followsCR else { throw HTTPParseError(400, "a line ended with LF alone") }
                let line = Array(input.prefix(scanned - 1))
                input.consume(scanned + 1)
                scanned = 0
                return line
            }
            if followsCR { throw HTTPParseError(400, "CR without LF") }
            // At the limit only a CR may stand. Judged byte by byte, so that it is the same
            // error however the bytes were cut.
            if scanned > limit || (scanned == limit && byte != 0x0D) { throw tooLong }
            scanned += 1
        }
        return nil
    }

    /// Up to that many bytes.
    mutating func take(upTo limit: Int) -> [UInt8] {
        let count = min(limit, input.count)
        let taken = Array(input.prefix(count))
        input.consume(count)
        scanned = 0
        return taken
    }
}
