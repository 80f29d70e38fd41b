import ChatCore

/// Makes messages of text: in a code block, in parts, or not at all when it can't be sent.
struct MessageComposer: Sendable {
    /// The language of the code block; empty for one without, nil for none.
    var language: String?
    var splits = false
    var limit = Validation.contentLength.upperBound

    /// The messages to send, in order; what keeps one from being sent otherwise.
    func messages(_ text: String) throws(CommandFailure) -> [String] {
        let fence = fence(for: text)
        let room =
            limit
            - (fence.map { 2 * $0.unicodeScalars.count + (language ?? "").unicodeScalars.count + 2 }
                ?? 0)
        let length = text.unicodeScalars.count
        guard splits || length <= room else {
            throw CommandFailure(
                .refused,
                """
                The text has \(length) characters, a message at most \(room): \
                send it in parts with --split.
                """)
        }
        guard room >= 100 else { throw .usage("The name of the language is too long.") }
        let parts = splits ? Self.split(text, into: room) : [text]
        let messages = parts.filter { !Self.isBlank($0) }.map { part in
            fence.map { "\($0)\(language ?? "")\n\(part)\n\($0)" } ?? part
        }
        if messages.isEmpty { throw CommandFailure(.refused, "There is nothing to send.") }
        return messages
    }

    private static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }

    /// Longer than any run of backticks inside.
    private func fence(for text: String) -> String? {
        guard language != nil else { return nil }
        var longest = 2
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return String(repeating: "`", count: longest + 1)
    }

    /// Parts of at most `limit` scalars, cut at a line end, else at a space, else between
    /// characters. The line end or space at a cut is left out.
    static func split(_ text: String, into limit: Int) -> [String] {
        var parts: [String] = []
        var rest = text.unicodeScalars[...]
        while let end = rest.index(rest.startIndex, offsetBy: limit, limitedBy: rest.endIndex),
            end < rest.endIndex
        {
            // A cut right behind the longest part that fits counts, too.
            let cut = rest[...end].lastIndex(of: "\n") ?? rest[...end].lastIndex(of: " ")
            if let cut, cut > rest.startIndex {
                parts.append(String(rest[..<cut]))
                rest = rest[rest.index(after: cut)...]
            } else {
                // A character longer than a message is cut all the same.
                let whole = Substring(rest).indices.last { $0 <= end } ?? end
                let cut = whole > rest.startIndex ? whole : end
                parts.append(String(rest[..<cut]))
                rest = rest[cut...]
            }
        }
        parts.append(String(rest))
        return parts
    }
}
