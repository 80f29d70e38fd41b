import ChatBase

/// A secret that stands for an account. The server keeps only its SHA-256; 256 random
/// bits need no salt and no slow hash.
package struct Token: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case access, refresh, bot
    }

    package let text: String
    package let kind: Kind

    package static func access(_ random: inout some RandomSource) -> Token {
        Token(text: "roost_at_" + Base64.encodeURL(random.bytes(32)), kind: .access)
    }

    package static func refresh(_ random: inout some RandomSource) -> Token {
        Token(text: "roost_rt_" + Base64.encodeURL(random.bytes(32)), kind: .refresh)
    }

    /// Three parts, the first the base64 of the decimal id: hikari reads the bot's id there.
    package static func bot(id: UInt64, _ random: inout some RandomSource) -> Token {
        let parts = [
            Base64.encodeURL(String(id).utf8), Base64.encodeURL(random.bytes(6)),
            Base64.encodeURL(random.bytes(32)),
        ]
        return Token(text: parts.joined(separator: "."), kind: .bot)
    }

    /// What the database and the memory of a running server hold.
    package var hash: [UInt8] { Self.hash(text) }

    package static func hash(_ text: String) -> [UInt8] { Digest.sha256(Array(text.utf8)) }

    /// The token of an `Authorization` header: `Bearer …` or `Bot …`, in any case.
    package static func inHeader(_ value: String) -> String? {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, ["bearer", "bot"].contains(parts[0].lowercased()),
            !parts[1].isEmpty, parts[1].utf8.count <= 256,
            parts[1].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return String(parts[1])
    }
}
