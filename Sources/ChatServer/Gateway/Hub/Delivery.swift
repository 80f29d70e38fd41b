import ChatBase
import ChatWire

/// An event of the log on its way to sockets: encoded once, and compressed at most once,
/// for all loops and connections.
package struct Delivery: Sendable {
    package let event: Event
    package let message: WireMessage

    package init(_ event: Event) {
        self.event = event
        message = WireMessage(event.json, tailOffset: 1)
    }

    /// What a connection with this view is sent.
    func message(for view: View) -> WireMessage {
        event.dependsOnView ? WireMessage(event.json(for: view), tailOffset: 1) : message
    }
}
