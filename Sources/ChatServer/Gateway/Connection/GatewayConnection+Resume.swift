import ChatBase
import ChatCore
import ChatNet
import ChatWire

extension GatewayConnection {
    /// More new events than this while a replay ran are replayed, too: what is sent at
    /// once must fit into the socket's queue.
    private static let longestTail = 256

    func resume(_ request: ResumeRequest) {
        guard let principal = authenticate(request.token) else { return }
        let user = principal.user
        switch request.point {
        case .cursor(let text):
            guard let cursor = gateway.open(text), cursor.user == user else {
                return refuse("invalid_cursor")
            }
            guard cursor.epoch == hub.snapshot.epoch else { return refuse("epoch_changed") }
            let intents = dialect == .v10 ? request.intents : nil
            read({ reader throws(APIError) -> SessionPlace in
                guard let view = try reader.store.view(cursor.view, of: user) else {
                    return .refused("invalid_cursor")
                }
                return .point(
                    ResumePoint(
                        principal: principal, position: cursor.position, view: view,
                        numbering: intents.map {
                            ResumePoint.Numbering(session: nil, s: 0, intents: $0)
                        }))
            }) { $0.located($1) }
        case .session(let text, let s):
            guard let id = SessionID(text), s >= 0 else { return refuse("unknown_session") }
            let oldest = gateway.time.wall + (.zero - gateway.settings.sessionLifetime)
            read({ reader throws(APIError) -> SessionPlace in
                try reader.store.locate(
                    id, s: s, by: principal, head: reader.position,
                    trimmed: reader.store.trimmedPosition(), usedSince: oldest)
            }) { $0.located($1) }
        }
    }

    private func refuse(_ reason: String) {
        perform(session.invalidated(reason: reason, now: hub.loop.now))
    }

    private func located(_ place: SessionPlace) {
        switch place {
        case .refused(let reason): refuse(reason)
        case .point(let point):
            sequence = point.numbering?.s ?? 0
            listen(for: point.numbering?.intents)
            plan(point, replayed: 0, attempt: 1)
        }
    }

    private func plan(_ point: ResumePoint, replayed: Int, attempt: Int) {
        write({ tx throws(APIError) in try tx.resume(point) }) { connection, outcome in
            connection.planned(outcome, point, replayed, attempt)
        }
    }

    private func planned(
        _ outcome: ResumeOutcome, _ point: ResumePoint, _ replayed: Int, _ attempt: Int
    ) {
        guard session.phase == .authenticating, let id = socket?.id else { return }
        guard isWelcome(hub.snapshot) else {
            return close(.sessionRevoked, "this device was signed out")
        }
        let plan: ResumePlan
        switch outcome {
        case .refused(let reason):
            // After a part of a replay only a new connection can start anew.
            return replayed == 0 ? refuse(reason) : close(.unknownError, reason)
        case .plan(let made): plan = made
        }
        guard let missed = hub.missed(after: plan.through) else {
            return attempt < 3
                ? self.plan(point, replayed: replayed, attempt: attempt + 1)
                : close(.unknownError, "too much happens at the moment; come back")
        }
        if sessionID == nil { gateway.displace(plan.session, except: id) }
        sessionID = plan.session
        prepare(plan, heads: hub.heads(before: missed))
        resumption = Resumption(
            plan: plan, intents: intents, position: plan.from, replayed: replayed)
        hasOldSegments = dialect == .v10
        readPage()
    }

    /// What changed about the view as a whole.
    private func prepare(_ plan: ResumePlan, heads: ScopeHeads) {
        for channel in plan.lost { sendNumbered(EventFrame.lost(channel, in: plan.community)) }
        for id in plan.gained {
            let channel = plan.community.channel(
                id, for: plan.view, lastMessageID: heads.lastMessage(in: id),
                lastN: heads.lastN(of: .channel(id)))
            if let channel { sendNumbered(EventFrame.gained(channel)) }
        }
        for (scope, lastN) in plan.tooLong {
            sendNumbered(EventFrame.tooLong(scope, lastN: lastN))
        }
    }

    // MARK: The rows

    private func readPage() {
        guard let resumption else { return }
        let (plan, after) = (resumption.plan, resumption.position)
        guard after < plan.through else { return finishReplay() }
        let limit = gateway.settings.replayPage
        read({ view throws(APIError) in
            try view.replay(plan.replay, after: after, through: plan.through, limit: limit)
        }) { connection, page in
            guard let page else {
                return connection.close(.unknownError, "the log was trimmed meanwhile")
            }
            connection.resumption?.position = page.position
            connection.resumption?.events = page.events[...]
            connection.sendPage()
        }
    }

    private func sendPage() {
        guard let socket, let view = resumption?.plan.view else { return }
        while let event = resumption?.events.first {
            guard hasRoom(socket) else { return waitForReader() }
            resumption?.events.removeFirst()
            resumption?.replayed += 1
            sendNumbered(Delivery(event).message(for: view), rows: event.rowCount)
        }
        readPage()
    }

    /// A replay fills a quarter of the socket's queue at most.
    func hasRoom(_ socket: WebSocket) -> Bool {
        let limits = hub.services.configuration.limits
        return socket.queuedBytes <= limits.queuedBytes / 4
            && socket.queuedFrames <= limits.queuedFrames / 4
    }

    /// The reader is slower than the log: looks again when some of it has left.
    private func waitForReader() {
        guard let id = socket?.id else { return }
        _ = hub.loop.schedule(after: .milliseconds(10)) { [hub] _ in
            hub.connection(id)?.sendPage()
        }
    }

    private func finishReplay() {
        guard let done = resumption, let sessionID, let principal else { return }
        let plan = done.plan
        guard let missed = hub.missed(after: plan.through), missed.count <= Self.longestTail else {
            // Another round from the end of this one.
            let numbering = intents.map {
                ResumePoint.Numbering(session: sessionID, s: sequence, intents: $0)
            }
            resumption = nil
            return self.plan(
                ResumePoint(
                    principal: principal, position: plan.through, view: plan.view,
                    numbering: numbering),
                replayed: done.replayed, attempt: 1)
        }
        resumption = nil
        let cursor = self.cursor(at: plan.through, view: plan.viewID)
        sendNumbered(
            EventFrame.resumed(
                replayed: done.replayed, cursor: cursor, session: sessionID.description))
        attach(view: plan.view, viewID: plan.viewID, missed: missed)
    }
}
