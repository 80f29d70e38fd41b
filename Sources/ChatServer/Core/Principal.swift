import ChatCore

/// Who makes a request: an account on one of its devices.
package struct Principal: Sendable, Hashable {
    package let user: UserID
    package let device: DeviceID
    package let isBot: Bool

    package init(user: UserID, device: DeviceID, isBot: Bool) {
        self.user = user
        self.device = device
        self.isBot = isBot
    }
}

/// One sign-in of an account.
package struct DeviceID: Sendable, Hashable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }
}
