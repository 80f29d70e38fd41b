/// Collects header or trailer fields, line by line.
struct HTTPFieldParser {
    private(set) var headers = HTTPHeaders()
    /// Bytes so far, line ends included.
    private(set) var size = 0

    mutating func add(_ line: [UInt8], limit: Int) throws(HTTPParseError) {
        guard headers.count < limit else {
            throw HTTPParseError(431, "more than \(limit) header fields")
        }
        size += line.count + 2
        if line[0] == 0x20 || line[0] == 0x09 {
            throw HTTPParseError(400, "a header field is folded over two lines")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw HTTPParseError(400, "a header line without a colon")
        }
        guard colon > 0, line[..<colon].allSatisfy(HTTPText.isToken) else {
            // Also a space before the colon.
            throw HTTPParseError(400, "a header field's name is not valid")
        }
        var value = line[(colon + 1)...]
        while let first = value.first, first == 0x20 || first == 0x09 { value.removeFirst() }
        while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
        guard value.allSatisfy(HTTPText.isFieldValue) else {
            throw HTTPParseError(400, "a header field's value has a control character")
        }
        headers.append(
            String(decoding: line[..<colon], as: UTF8.self),
            String(decoding: value, as: UTF8.self))
    }
}
