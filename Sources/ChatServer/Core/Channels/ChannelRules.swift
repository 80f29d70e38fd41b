import ChatCore

/// What a channel's fields may be.
enum ChannelRules {
    static func name(_ text: String, kind: Channel.Kind) throws(APIError) -> String {
        if kind == .text {
            if let name = Validation.normalizedChannelName(text) { return name }
        } else {
            let fits =
                Validation.channelNameLength.contains(text.count) && text.utf8.count <= 400
                && !text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
                && !text.unicodeScalars.contains {
                    [.control, .format].contains($0.properties.generalCategory)
                }
            if fits { return text }
        }
        throw .invalid(
            "name", "CHANNEL_NAME_INVALID",
            "Must be between 1 and 100 in length, without control characters or any of #@:/,.")
    }

    static func topic(_ text: String?) throws(APIError) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= Validation.topicLength.upperBound else {
            throw .invalid("topic", "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.")
        }
        return text
    }

    /// Subjects exist, each once; bits that the setter lacks can't be given or taken.
    static func overwrites(
        _ overwrites: [PermissionOverwrite], in community: Community, granted: Permissions
    ) throws(APIError) -> [PermissionOverwrite] {
        guard overwrites.count <= 500 else {
            throw .invalid("permission_overwrites", "BASE_TYPE_MAX_LENGTH", "Must be 500 or fewer.")
        }
        var seen: Set<PermissionOverwrite.Subject> = []
        for (index, overwrite) in overwrites.enumerated() {
            let exists =
                switch overwrite.subject {
                case .role(let role): community.roles[role] != nil
                case .member(let user): community.members[user] != nil
                }
            guard exists, seen.insert(overwrite.subject).inserted else {
                throw .invalid(
                    "permission_overwrites.\(index).id", "INVALID_OVERWRITE",
                    exists ? "Named twice." : "No such role or member.")
            }
            guard granted.isSuperset(of: overwrite.allow.union(overwrite.deny)) else {
                throw .missingPermissions
            }
        }
        return overwrites
    }
}
