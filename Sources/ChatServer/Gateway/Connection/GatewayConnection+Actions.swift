import ChatBase
import ChatCore
import ChatNet
import ChatWire

extension GatewayConnection {
    func perform(_ action: ServerSession.Action?) {
        guard let action, let socket else { return }
        switch action {
        case .send(let bytes): socket.send(text: bytes)
        case .close(let code, let reason): socket.close(code: code.rawValue, reason: reason)
        case .identify(let request): identify(request)
        case .resume(let request): resume(request)
        case .heartbeat(let sequence): heartbeat(sequence)
        case .setPresence(let status): show(status)
        case .voiceState:
            sendVolatile(
                EventFrame.noVoice(
                    user, session: sessionID?.description ?? "",
                    guild: hub.snapshot.community.guild.id))
        case .requestMembers(let request): sendMembers(request)
        case .subscribe(let request): subscribe(request)
        case .call(let request): call(request)
        }
    }

    /// Runs on this connection's loop if the connection is still there.
    typealias Continuation = @Sendable (GatewayConnection) -> Void

    /// From any thread.
    static func resume(
        _ id: ConnectionID, on loop: EventLoop, _ body: @escaping Continuation
    ) {
        loop.post { loop in
            if let connection = Gateway.hub(of: loop).connection(id) { body(connection) }
        }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout Transaction) throws(APIError) -> Value,
        then: @escaping @Sendable (GatewayConnection, Value) -> Void
    ) {
        guard let id = socket?.id else { return }
        let loop = hub.loop
        gateway.engine.write(body) { result in
            Self.resume(id, on: loop) { $0.finish(result, then) }
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (ReadView) throws(APIError) -> Value,
        then: @escaping @Sendable (GatewayConnection, Value) -> Void
    ) {
        guard let id = socket?.id else { return }
        let loop = hub.loop
        gateway.engine.read(body) { result in
            Self.resume(id, on: loop) { $0.finish(result, then) }
        }
    }

    private func finish<Value>(
        _ result: Result<Value, APIError>, _ then: (GatewayConnection, Value) -> Void
    ) {
        switch result {
        case .success(let value): then(self, value)
        case .failure(let error):
            gateway.logger.error("session", [("error", error.message)])
            close(.unknownError, "the server could not read or write; come back")
        }
    }

    // MARK: Heartbeats

    private func heartbeat(_ acknowledged: Int64?) {
        switch dialect {
        case .v10:
            perform(.send(ServerFrame.acknowledgement(.v10, cursor: nil)))
            if let acknowledged { shorten(min(acknowledged, sequence)) }
        case .v1:
            if let viewID { return acknowledge(at: viewID) }
            let view = view
            write({ tx throws(APIError) in try tx.store.intern(view) }) { connection, id in
                if connection.view == view { connection.viewID = id }
                connection.acknowledge(at: connection.viewID)
            }
        }
    }

    /// Everything up to the hub's position is in the socket's queue before this frame.
    private func acknowledge(at viewID: ViewID?) {
        let cursor = viewID.map { self.cursor(at: hub.position, view: $0) }
        perform(.send(ServerFrame.acknowledgement(.v1, cursor: cursor)))
    }

    func cursor(at position: Int64, view: ViewID) -> String {
        gateway.seal(
            Cursor(epoch: hub.snapshot.epoch, user: user, position: position, view: view))
    }

    /// Lets go of segments that the client is past, and begins a new one now and then, so
    /// that a resume never walks far.
    private func shorten(_ acknowledged: Int64) {
        guard let id = sessionID else { return }
        if hasOldSegments && acknowledged >= segmentStart {
            hasOldSegments = false
            write { tx throws(APIError) in
                try tx.acknowledge(id, s: acknowledged)
            } then: { _, _ in
            }
        }
        let isFar = sequence - segmentStart > 1000
        let isOld =
            hub.loop.now - segmentTime > min(.seconds(3600), gateway.settings.sessionLifetime / 4)
        guard isFar || isOld, let viewID else { return }
        let (s, position) = (sequence, hub.position)
        segmentStart = s
        segmentTime = hub.loop.now
        hasOldSegments = true
        write { tx throws(APIError) in
            try tx.checkpoint(id, s: s, position: position, view: viewID)
        } then: { _, _ in
        }
    }

    // MARK: Subscriptions

    private func subscribe(_ request: SubscribeRequest) {
        typingChannels = Set(request.channels.filter(view.contains))
        guard request.presence != watchesPresence else { return }
        watchesPresence = request.presence
        hub.watchPresence(self, request.presence)
        guard request.presence else { return }
        // READY told these too, but a resumed client missed what happened meanwhile.
        let guild = hub.snapshot.community.guild.id
        for presence in gateway.presence.shown {
            sendVolatile(EventFrame.presence(presence, guild: guild))
        }
    }

    // MARK: Calls

    private func call(_ request: CallRequest) {
        guard let id = socket?.id else { return }
        let parts = request.path.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers: HTTPHeaders = [:]
        var body: [UInt8] = []
        if let json = request.body, !json.isNull {
            headers.append("content-type", "application/json")
            body = Array(json.text.utf8)
        }
        let apiRequest = APIRequest(
            method: request.method, path: String(parts[0]),
            query: parts.count > 1 ? String(parts[1]) : nil, headers: headers, body: body,
            dialect: dialect, origin: origin, principal: principal, id: hub.services.newRequestID())
        let loop = hub.loop
        hub.router.handle(apiRequest) { response in
            Self.resume(id, on: loop) { connection in
                connection.perform(
                    .send(
                        ServerFrame.callResult(
                            connection.dialect, id: request.id, status: response.status,
                            body: response.body)))
            }
        }
    }
}
