/// Close codes (RFC 6455 section 7.4).
package enum WebSocketCloseCode {
    /// Whether a close frame may carry it.
    package static func isValid(_ code: Int) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
