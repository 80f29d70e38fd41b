import ChatBase
import ChatCore
import ChatNet
import ChatWire

extension GatewayConnection {
    /// READY and GUILD_CREATE.
    private static let startFrames: Int64 = 2

    /// Closes the connection when nobody holds the token.
    func authenticate(_ token: String) -> Principal? {
        let text = Token.inHeader(token) ?? token
        let principal = hub.snapshot.accounts.principal(
            token: Token.hash(text), now: gateway.time.wall)
        guard let principal, hub.snapshot.community.members[principal.user] != nil else {
            close(.authenticationFailed, "the token is wrong or has expired")
            return nil
        }
        signIn(principal)
        return principal
    }

    func identify(_ request: IdentifyRequest) {
        guard let principal = authenticate(request.token) else { return }
        status = request.status
        listen(for: request.intents)
        start(principal, attempt: 1)
    }

    private func start(_ principal: Principal, attempt: Int) {
        let intents = intents
        write({ tx throws(APIError) in
            try tx.startSession(
                of: principal, intents: intents, frames: Self.startFrames)
        }) { connection, start in
            guard intents == nil else {
                connection.ready(start, [], attempt)
                return
            }
            connection.read({ view throws(APIError) in
                try view.readStates(of: principal.user)
            }) { $0.ready(start, $1, attempt) }
        }
    }

    /// The session begins at `start.position`; what came since is sent after it.
    private func ready(_ start: SessionStart, _ readStates: [ReadState], _ attempt: Int) {
        guard session.phase == .authenticating, let principal else { return }
        guard isWelcome(hub.snapshot) else {
            return close(.sessionRevoked, "this device was signed out")
        }
        guard let missed = hub.missed(after: start.position) else {
            return attempt < 3
                ? self.start(principal, attempt: attempt + 1)
                : close(.unknownError, "too much happens at the moment; come back")
        }
        sessionID = start.session
        let frames = ReadyFrames(
            start: start, user: user, heads: hub.heads(before: missed),
            presences: gateway.presence.shown, readStates: readStates)
        switch dialect {
        case .v1:
            let cursor = self.cursor(at: start.position, view: start.viewID)
            sendNumbered(frames.ready(cursor: cursor, epoch: hub.snapshot.epoch))
        case .v10:
            sendNumbered(frames.ready(gatewayURL: gatewayURL, intents: intents ?? []))
            sendNumbered(frames.guildCreate(intents: intents ?? []))
        }
        attach(view: start.view, viewID: start.viewID, missed: missed)
    }
}
