/// Writes response heads.
package enum HTTPResponseEncoder {
    package static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// A field value that holds a control character would split the response: such
    /// characters become spaces, and a field whose name is none is left out.
    package static func head(status: Int, headers: [(String, String)]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(256)
        output += "HTTP/1.1 \(status) \(HTTPStatus.reason(status))\r\n".utf8
        for (name, value) in headers where isName(name) {
            output += name.utf8
            output += ": ".utf8
            output += value.utf8.lazy.map { HTTPText.isFieldValue($0) ? $0 : 0x20 }
            output += "\r\n".utf8
        }
        output += "\r\n".utf8
        return output
    }

    /// Whether a response of that status has a body at all (RFC 9110 section 6.4.1).
    package static func hasBody(status: Int) -> Bool {
        status >= 200 && status != 204 && status != 304
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(HTTPText.isToken)
    }
}
