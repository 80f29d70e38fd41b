import ChatWire

/// One request waiting for its response. Confined to its loop.
package final class HTTPExchange {
    package let id: ExchangeID
    package let loop: EventLoop
    private weak var connection: Connection?

    init(id: ExchangeID, loop: EventLoop, connection: Connection) {
        self.id = id
        self.loop = loop
        self.connection = connection
    }

    /// Answers. The first answer counts; one to a connection that is gone is dropped.
    package func respond(_ response: HTTPResponse) {
        loop.assertOnLoop()
        connection?.respond(to: id, response)
    }
}
