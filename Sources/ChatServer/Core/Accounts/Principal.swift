import ChatCore

/// Who asks: a user at one device.
package struct Principal: Sendable, Hashable {
    package let user: UserID
    package let device: DeviceID
    package let isBot: Bool

    package init(user: UserID, device: DeviceID, isBot: Bool = false) {
        self.user = user
        self.device = device
        self.isBot = isBot
    }
}
