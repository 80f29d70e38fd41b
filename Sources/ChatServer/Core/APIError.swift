import ChatCore

/// Why a request is refused: the HTTP status and the body's parts.
package struct APIError: Error, Sendable, Hashable {
    package let status: Int
    package let code: ErrorCode
    package let message: String
    package let fields: [FieldError]

    package init(
        _ status: Int, _ code: ErrorCode, _ message: String? = nil, fields: [FieldError] = []
    ) {
        self.status = status
        self.code = code
        self.message = message ?? code.message
        self.fields = fields
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
    package static let missingPermissions = APIError(403, .missingPermissions)
}
