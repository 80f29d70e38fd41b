import ChatBase
import ChatWire

/// A TCP or unix connection, from accept to close. Confined to its loop.
final class Connection: EventSource {
    private(set) var webSocket: WebSocket?

    func ready(_ events: PollEvents, on loop: EventLoop) {}

    func respond(to id: ExchangeID, _ response: HTTPResponse) {}

    func flush() {}
}
