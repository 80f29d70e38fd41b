import Glibc

/// What can go wrong when a server starts, with what to do about it.
package struct NetError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case addressInUse = "address_in_use"
        case addressUnavailable = "address_unavailable"
        case permissionDenied = "permission_denied"
        case invalidAddress = "invalid_address"
        case certificate
        case system
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    static func system(_ call: String, _ number: Int32) -> NetError {
        NetError(.system, "\(call): \(reason(number))")
    }

    static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
}
