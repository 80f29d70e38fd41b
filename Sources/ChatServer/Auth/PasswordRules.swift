/// What a password must be: long enough, and nothing else (NIST SP 800-63B section 3.1.1).
package enum PasswordRules {
    package static let shortest = 8
    /// Argon2 takes more, but nobody has to hash a megabyte.
    package static let longest = 1024

    /// Why `password` cannot be one, nil when it can.
    package static func complaint(about password: String, shortest: Int = shortest) -> String? {
        if password.unicodeScalars.count < shortest {
            return "A password has at least \(shortest) characters."
        }
        if password.utf8.count > longest {
            return "A password has at most \(longest) bytes."
        }
        return nil
    }
}
