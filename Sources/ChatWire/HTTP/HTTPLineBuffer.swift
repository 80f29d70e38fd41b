/// Bytes that arrived and are not used yet, taken out by the line or by the count.
///
/// A line ends with CR LF. A CR or an LF alone is an error: what one parser takes for a
/// line's end and another doesn't is how requests are smuggled.
struct HTTPLineBuffer {
    private var bytes: [UInt8] = []
    private var start = 0
    /// How far the search for LF has come, so that drip-fed bytes are looked at once.
    private var scanned = 0

    var count: Int { bytes.count - start }

    mutating func append(_ new: UnsafeRawBufferPointer) {
        compact()
        bytes.append(contentsOf: new)
    }

    mutating func append(_ new: [UInt8]) {
        compact()
        bytes.append(contentsOf: new)
    }

    /// The next line without its end, nil when it is not complete.
    /// - Parameter limit: of its bytes, without the end.
    mutating func line(limit: Int, tooLong: HTTPParseError) throws(HTTPParseError) -> [UInt8]? {
        var index = max(scanned, start)
        while index < bytes.count {
            if bytes[index] == 0x0A {
                guard index > start, bytes[index - 1] == 0x0D else {
                    throw HTTPParseError(400, "a line ended with LF alone")
                }
                let line = Array(bytes[start..<index - 1])
                start = index + 1
                scanned = start
                return line
            }
            if index > start, bytes[index - 1] == 0x0D {
                throw HTTPParseError(400, "CR without LF")
            }
            // At the limit only a CR may stand. Judged byte by byte, so that it is the same
            // error however the bytes were cut.
            let length = index - start
            if length > limit || (length == limit && bytes[index] != 0x0D) { throw tooLong }
            index += 1
        }
        scanned = index
        return nil
    }

    /// Up to that many bytes.
    mutating func take(upTo limit: Int) -> [UInt8] {
        let end = start + min(limit, count)
        let taken = Array(bytes[start..<end])
        start = end
        scanned = max(scanned, start)
        return taken
    }

    private mutating func compact() {
        guard start > 0, start == bytes.count || start > 4_096 else { return }
        bytes.removeFirst(start)
        scanned = max(0, scanned - start)
        start = 0
    }
}
