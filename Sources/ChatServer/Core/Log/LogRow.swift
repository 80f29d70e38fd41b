import ChatBase
import ChatCore

/// One durable change: a row of the log, written in the transaction of the change.
package struct LogRow: Sendable, Hashable {
    /// Rises over the whole log; never shown, because it counts everybody's traffic.
    package let position: Int64
    package let scope: Scope
    /// Contiguous from 1 in its scope.
    package let n: Int64
    package let type: LogType
    /// The number of the object that changed: a message, channel, user or device.
    package let reference: UInt64
    /// The object's version after the change, where it has versions.
    package let version: Int64
    package let actor: UserID?
    package let time: WallTime
    /// What can't be rendered from the tables as they are now; small.
    package var body: [UInt8]?

    package init(
        position: Int64, scope: Scope, n: Int64, type: LogType, reference: UInt64,
        version: Int64 = 0, actor: UserID? = nil, time: WallTime, body: [UInt8]? = nil
    ) {
        self.position = position
        self.scope = scope
        self.n = n
        self.type = type
        self.reference = reference
        self.version = version
        self.actor = actor
        self.time = time
        self.body = body
    }
}
