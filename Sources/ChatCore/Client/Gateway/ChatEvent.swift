/// One event of the gateway and its place in the order of things.
public struct ChatEvent: Sendable, Hashable {
    /// What happened.
    public let payload: GatewayEvent
    /// Where; nil for events that belong to the session alone.
    public let scope: Scope?
    /// The scope's sequence number: rises by one with every change. Nil for what is not
    /// kept (typing, presence).
    public let n: Int64?

    package init(_ payload: GatewayEvent, scope: Scope? = nil, n: Int64? = nil) {
        self.payload = payload
        self.scope = scope
        self.n = n
    }
}
