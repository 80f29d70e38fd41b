import ChatBase
import ChatCore

/// The parts of bodies that more than one route reads.
extension BodyReader {
    /// A message's text, checked for its length; nil when it is missing or null.
    mutating func content() -> String? {
        guard let value = self["content"] else { return nil }
        guard let text = value.string else {
            report("content", "BASE_TYPE_BAD_TYPE", "Must be a string.")
            return nil
        }
        let limit = Validation.contentLength.upperBound
        if text.unicodeScalars.count > limit {
            report(
                "content", "BASE_TYPE_MAX_LENGTH", "Must be \(limit) or fewer in length.")
        }
        return text
    }

    mutating func overwrites(_ key: String) -> [PermissionOverwrite]? {
        guard let elements = array(key, atMost: 500) else { return nil }
        var overwrites: [PermissionOverwrite] = []
        for (index, element) in elements.enumerated() {
            do throws(DecodingFailure) {
                overwrites.append(try PermissionOverwrite(json: element))
            } catch {
                report(
                    "\(key).\(index).\(error.path)", "BASE_TYPE_BAD_TYPE",
                    "Expected \(error.expected).")
            }
        }
        return overwrites
    }

    /// Discord's `allowed_mentions`; nil when it is missing.
    mutating func allowedMentions() -> AllowedMentions? {
        guard let value = self["allowed_mentions"] else { return nil }
        guard value.object != nil else {
            report("allowed_mentions", "MODEL_TYPE_CONVERT", "Only dictionaries may be used.")
            return nil
        }
        let parse = (value["parse"]?.array ?? []).compactMap(\.string)
        func ids<ID: Snowflake>(_ key: String) -> [ID] {
            (value[key]?.array ?? []).prefix(100).compactMap { $0.uint64.map { ID($0) } }
        }
        return AllowedMentions(
            parsesUsers: parse.contains("users"), parsesRoles: parse.contains("roles"),
            parsesEveryone: parse.contains("everyone"), users: ids("users"),
            roles: ids("roles"), repliedUser: value["replied_user"]?.bool ?? false)
    }
}
