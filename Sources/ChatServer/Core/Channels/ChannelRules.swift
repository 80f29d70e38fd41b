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

    /// Subjects exist, each once; and only bits that the setter has are given, taken, or
    /// taken back.
    static func overwrites(
        _ overwrites: [PermissionOverwrite], replacing former: [PermissionOverwrite] = [],
        in community: Community, granted: Permissions
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
        }
        guard granted.isSuperset(of: changes(from: former, to: overwrites)) else {
            throw .missingPermissions
        }
        return overwrites
    }

    private static func changes(
        from former: [PermissionOverwrite], to overwrites: [PermissionOverwrite]
    ) -> Permissions {
        var changed: Permissions = []
        for subject in Set((former + overwrites).map(\.subject)) {
            let old = former.first { $0.subject == subject }
            let new = overwrites.first { $0.subject == subject }
            changed.formUnion((old?.allow ?? []).symmetricDifference(new?.allow ?? []))
            changed.formUnion((old?.deny ?? []).symmetricDifference(new?.deny ?? []))
        }
        return changed
    }
}
