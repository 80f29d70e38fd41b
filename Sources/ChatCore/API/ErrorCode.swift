/// A stable error of the API: Discord's number where Discord has one, ours from 900000.
///
/// Numbers are never reused. Source: Discord's "Opcodes and Status Codes" page.
public struct ErrorCode: Sendable, Hashable {
    /// The number, `code` on the wire.
    public let value: Int
    /// The stable name, `error` on the wire; empty for a number this version does not know.
    public let name: String
    /// What is said unless there is something better to say.
    public let message: String

    package init(_ value: Int, _ name: String, _ message: String) {
        self.value = value
        self.name = name
        self.message = message
    }

    /// Codes are the same when their numbers are.
    public static func == (left: Self, right: Self) -> Bool { left.value == right.value }

    /// Hashes the number.
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ErrorCode {
    public static let general = Self(0, "GENERAL", "General error")
    public static let unknownChannel = Self(10003, "UNKNOWN_CHANNEL", "Unknown Channel")
    public static let unknownGuild = Self(10004, "UNKNOWN_GUILD", "Unknown Guild")
    public static let unknownInvite = Self(10006, "UNKNOWN_INVITE", "Unknown Invite")
    public static let unknownMember = Self(10007, "UNKNOWN_MEMBER", "Unknown Member")
    public static let unknownMessage = Self(10008, "UNKNOWN_MESSAGE", "Unknown Message")
    public static let unknownOverwrite = Self(10009, "UNKNOWN_OVERWRITE", "Unknown Overwrite")
    public static let unknownRole = Self(10011, "UNKNOWN_ROLE", "Unknown Role")
    public static let unknownUser = Self(10013, "UNKNOWN_USER", "Unknown User")
    public static let unknownDevice = Self(10020, "UNKNOWN_SESSION", "Unknown Session")
    public static let unknownRoute = Self(900_404, "UNKNOWN_ROUTE", "404: Not Found")
    public static let botsCannotUse = Self(
        20001, "BOTS_CANNOT_USE", "Bots cannot use this endpoint")
    public static let onlyBots = Self(20002, "ONLY_BOTS", "Only bots can use this endpoint")
    public static let rateLimited = Self(20028, "RATE_LIMITED", "You are being rate limited.")
    public static let maximumChannels = Self(
        30013, "MAXIMUM_CHANNELS", "Maximum number of guild channels reached")
    public static let unauthorized = Self(40001, "UNAUTHORIZED", "Unauthorized")
    public static let requestTooLarge = Self(
        40005, "REQUEST_TOO_LARGE", "Request entity too large")
    public static let missingAccess = Self(50001, "MISSING_ACCESS", "Missing Access")
    public static let cannotEditOthers = Self(
        50005, "CANNOT_EDIT_OTHERS", "Cannot edit a message authored by another user")
    public static let emptyMessage = Self(
        50006, "EMPTY_MESSAGE", "Cannot send an empty message")
    public static let cannotSendInVoice = Self(
        50008, "CANNOT_SEND_IN_CHANNEL", "Cannot send messages in this channel")
    public static let missingPermissions = Self(
        50013, "MISSING_PERMISSIONS", "Missing Permissions")
    public static let invalidToken = Self(
        50014, "INVALID_TOKEN", "Invalid authentication token provided")
    public static let invalidFormBody = Self(50035, "INVALID_FORM_BODY", "Invalid Form Body")
    public static let invalidJSON = Self(
        50109, "INVALID_JSON", "The request body contains invalid JSON.")

    public static let methodNotAllowed = Self(
        900_405, "METHOD_NOT_ALLOWED", "405: Method Not Allowed")
    public static let unsupportedMediaType = Self(
        900_415, "UNSUPPORTED_MEDIA_TYPE", "The body's type is not supported here")
    public static let internalError = Self(
        900_500, "INTERNAL_ERROR", "The server failed; the request was not carried out")
    public static let unavailable = Self(
        900_503, "UNAVAILABLE", "The server can't do this now; try again later")
    public static let storageFull = Self(
        900_507, "STORAGE_FULL", "The server's disk is full; nothing was changed")
    public static let readOnly = Self(
        900_508, "STORAGE_READ_ONLY", "The server's database can't be written; nothing was changed")
    public static let invalidCredentials = Self(
        900_001, "INVALID_CREDENTIALS", "The name or the password is wrong")
    public static let usernameTaken = Self(
        900_002, "USERNAME_TAKEN", "That name is taken")
    public static let registrationClosed = Self(
        900_003, "REGISTRATION_CLOSED", "This server takes no registrations")
    public static let inviteRequired = Self(
        900_004, "INVITE_REQUIRED", "Registering here needs an invite or a one-time code")
    public static let refreshTokenReused = Self(
        900_005, "REFRESH_TOKEN_REUSED",
        "That refresh token was used before; sign in again on this device")
    public static let tokenExpired = Self(
        900_006, "TOKEN_EXPIRED", "The access token has expired; refresh it")
    public static let scopeTooLong = Self(
        900_007, "SCOPE_TOO_LONG", "Too many events to replay; page the history instead")

    /// Every code this version knows.
    package static let all: [ErrorCode] = [
        general, unknownChannel, unknownGuild, unknownInvite, unknownMember, unknownMessage,
        unknownOverwrite, unknownRole, unknownUser, unknownDevice, unknownRoute, botsCannotUse,
        onlyBots, rateLimited, maximumChannels, unauthorized, requestTooLarge, missingAccess,
        cannotEditOthers, emptyMessage, cannotSendInVoice, missingPermissions, invalidToken,
        invalidFormBody, invalidJSON, methodNotAllowed, unsupportedMediaType, internalError,
        unavailable, storageFull, readOnly, invalidCredentials, usernameTaken,
        registrationClosed, inviteRequired, refreshTokenReused, tokenExpired, scopeTooLong,
    ]
}
