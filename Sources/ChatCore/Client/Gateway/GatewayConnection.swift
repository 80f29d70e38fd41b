import ChatBase

/// A live connection to a server's events. It outlives any number of links: when one
/// breaks it connects again and goes on where it was.
public final class GatewayConnection: Sendable {
    /// What happens, in order. For one reader.
    public var events: EventStream { EventStream(connection: self) }

    /// How the connection is doing: each change, the latest few if nobody reads. For one
    /// reader.
    public let states: AsyncStream<ConnectionState>

    let buffer: EventBuffer
    private let driver = Confined<GatewayDriver>()

    init(client: ChatClient, from point: ResumePoint?, capacity: Int) {
        let driver = driver
        buffer = EventBuffer(capacity: capacity) {
            NetworkThread.shared.post { loop in driver.get(on: loop)?.resumeReading() }
        }
        let (states, report) = AsyncStream.makeStream(
            of: ConnectionState.self, bufferingPolicy: .bufferingNewest(16))
        self.states = states
        let buffer = buffer
        NetworkThread.shared.post { loop in
            let new = GatewayDriver(
                loop: loop, client: client, from: point, buffer: buffer, states: report)
            driver.set(new, on: loop)
            new.start()
        }
    }

    deinit {
        let driver = driver
        NetworkThread.shared.post { loop in
            driver.get(on: loop)?.close()
            driver.set(nil, on: loop)
        }
    }

    /// Says goodbye to the server. Events that came before can still be read.
    public func close() {
        command { $0.close() }
    }

    /// Chooses the channels whose typing and presence events are wanted; kept across links.
    public func subscribe(to channels: [ChannelID]) {
        command { $0.subscribe(to: channels) }
    }

    /// Shows the user as online, idle, busy or not at all; kept across links.
    public func setPresence(_ status: Presence.Status) {
        command { $0.setPresence(status) }
    }

    /// Asks for members whose name begins with `query`; they come as `.membersChunk`.
    ///
    /// - Parameter nonce: comes back with them.
    public func requestMembers(
        of guild: GuildID, query: String = "", limit: Int = 0, nonce: String
    ) {
        command { $0.requestMembers(of: guild, query: query, limit: limit, nonce: nonce) }
    }

    /// Tries at once when it waits for the next attempt.
    public func reconnectNow() {
        command { $0.reconnectNow() }
    }

    private func command(_ body: @escaping @Sendable (GatewayDriver) -> Void) {
        let driver = driver
        NetworkThread.shared.post { loop in
            if let driver = driver.get(on: loop) { body(driver) }
        }
    }
}
