import ChatBase

/// What is wrong with one field of a request.
public struct FieldError: Sendable, Hashable {
    /// The field, as `content` or `permission_overwrites.0.id`.
    public let path: String
    /// Discord's word, as `BASE_TYPE_MAX_LENGTH`.
    public let code: String
    /// One sentence that says what to do.
    public let message: String

    package init(_ path: String, _ code: String, _ message: String) {
        self.path = path
        self.code = code
        self.message = message
    }
}
