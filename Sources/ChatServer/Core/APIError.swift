import ChatCore

/// Why a request is refused: the HTTP status and the body's parts.
package struct APIError: Error, Sendable, Hashable {
    package let status: Int
    package let code: ErrorCode
    package let message: String
    package let fields: [FieldError]
    /// What the server's log says beyond it; never sent.
    package let cause: String?

    package init(
        _ status: Int, _ code: ErrorCode, _ message: String? = nil, fields: [FieldError] = [],
        cause: String? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message ?? code.message
        self.fields = fields
        self.cause = cause
    }

    /// 400 with Discord's "Invalid Form Body".
    package static func invalid(_ fields: [FieldError]) -> APIError {
        APIError(400, .invalidFormBody, fields: fields)
    }

    package static func invalid(_ path: String, _ code: String, _ message: String) -> APIError {
        invalid([FieldError(path, code, message)])
    }

    // MARK: What many places refuse with

    package static let unauthorized = APIError(401, .unauthorized, "401: Unauthorized")
    /// Also the answer for a channel that the caller does not see: both are the same.
    package static let unknownChannel = APIError(404, .unknownChannel)
    package static let unknownGuild = APIError(404, .unknownGuild)
    package static let unknownMessage = APIError(404, .unknownMessage)
    package static let unknownUser = APIError(404, .unknownUser)
    package static let unknownMember = APIError(404, .unknownMember)
    package static let unknownInvite = APIError(404, .unknownInvite)
    package static let unknownDevice = APIError(404, .unknownDevice)
    package static let missingPermissions = APIError(403, .missingPermissions)

    // MARK: What the store refuses with

    package static func unavailable(_ cause: String) -> APIError {
        APIError(503, .unavailable, cause: cause)
    }

    package static func storageFull(_ cause: String) -> APIError {
        APIError(507, .storageFull, cause: cause)
    }

    package static func readOnly(_ cause: String) -> APIError {
        APIError(503, .readOnly, cause: cause)
    }

    /// True when it is the store that failed: the whole transaction is lost, not only
    /// this command.
    package var isStorageFailure: Bool {
        code == .unavailable || code == .storageFull || code == .readOnly
    }
}
