/// The limits of the wire, checked by the server and, before sending, by clients.
public enum Validation {
    /// Unicode scalars in a message.
    public static let contentLength = 1...4000
    /// Characters in a channel's name.
    public static let channelNameLength = 1...100
    /// Characters in a topic.
    public static let topicLength = 0...1024
    /// Bytes in a username.
    public static let usernameLength = 2...32
    /// Characters in a display name.
    public static let displayNameLength = 1...32
    /// Bytes in a nonce.
    public static let nonceLength = 1...64
    /// Bytes in a password.
    public static let passwordLength = 8...1024
    /// Characters in a device's name.
    public static let deviceNameLength = 1...64
    /// Messages in a page of history.
    public static let pageLimit = 1...100

    /// 2 to 32 of `a-z`, `0-9`, `_`, `.` and `-`, beginning with a letter or digit.
    public static func isUsername(_ text: String) -> Bool {
        guard usernameLength.contains(text.utf8.count), let first = text.utf8.first,
            isLetterOrDigit(first)
        else { return false }
        return text.utf8.allSatisfy { byte in
            isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "-")
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// What is wrong with a message's text; nil when it can be sent.
    public static func contentProblem(_ text: String) -> FieldError? {
        let count = text.unicodeScalars.count
        if count > contentLength.upperBound {
            return FieldError(
                "content", "BASE_TYPE_MAX_LENGTH",
                "Must be \(contentLength.upperBound) or fewer in length (it has \(count)).")
        }
        if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
            return FieldError("content", "BASE_TYPE_REQUIRED", "This field is required")
        }
        return nil
    }

    /// Discord's rule for text channels: lower case, no white space, no `#`, `@`, `:` or
    /// control characters; white space becomes `-`.
    public static func normalizedChannelName(_ text: String) -> String? {
        var name = ""
        for scalar in text.lowercased().unicodeScalars {
            if scalar.properties.isWhitespace {
                name += "-"
            } else if scalar.value < 0x20 || scalar.value == 0x7F
                || scalar.properties.generalCategory == .control
                || scalar.properties.generalCategory == .format
                || "#@:/,".unicodeScalars.contains(scalar)
            {
                return nil
            } else {
                name.unicodeScalars.append(scalar)
            }
        }
        return channelNameLength.contains(name.count) ? name : nil
    }
}
