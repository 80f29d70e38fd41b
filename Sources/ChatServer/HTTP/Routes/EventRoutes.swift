import ChatBase
import ChatCore

/// `/channels/{channel_id}/events`: the channel's log for scripts, by long polling.
enum EventRoutes {
    static let all = [
        Route(
            .get, "/channels/{channel_id}/events",
            "Changes of a channel in their order, waiting for the next if there is none",
            limit: .resync,
            query: [
                .init(
                    "after_n", .integer(0...Int.max),
                    "Only changes above this n; what X-Last-N of the last answer said"),
                .init("limit", .integer(1...1000), "How many; 100 unless given"),
                .init("wait", .integer(0...60), "Seconds to wait when there is none"),
            ], returns: .array(.named("Event")), handler: list)
    ]

    private struct Poll: Sendable {
        let call: RouteCall
        let channel: ChannelID
        let afterN: Int64?
        /// Where the log stood when the request came: without an `n`, what is after it is
        /// the answer.
        let position: Int64
        let limit: Int
        let deadline: MonotonicTime
    }

    private struct Page: Sendable {
        let bodies: [SharedBytes]
        let lastN: Int64
    }

    static func list(_ call: RouteCall) throws(APIError) {
        let afterN = try call.queryInt("after_n", in: -1...Int.max, default: -1)
        let wait = try call.queryInt("wait", in: 0...60, default: 0)
        answer(
            Poll(
                call: call, channel: try call.id("channel_id"),
                afterN: afterN < 0 ? nil : Int64(afterN),
                position: call.services.engine.snapshot.position,
                limit: try call.queryInt("limit", in: 1...1000, default: 100),
                deadline: call.services.time.now + .seconds(wait)))
    }

    /// Registers before it reads, so that no event falls between the two.
    private static func answer(_ poll: Poll) {
        let services = poll.call.services
        let remaining = poll.deadline - services.time.now
        let isLast = remaining <= .zero || services.isStopping.withLock { $0 }
        var waiter: UInt64?
        if !isLast {
            waiter = services.waiters.add(poll.channel, poll.call.principal.user) {
                answer(poll)
            }
            guard let waiter else {
                return poll.call.respond(
                    .limited(
                        after: .seconds(1), scope: "user", isGlobal: false,
                        requestID: poll.call.request.id))
            }
            services.schedule(remaining) { services.waiters.expire(waiter) }
        }
        let id = waiter
        services.engine.read { view throws(APIError) in
            try page(poll, view)
        } completion: { result in
            switch result {
            case .success(let page):
                if page.bodies.isEmpty, !isLast { return }
                if let id, !services.waiters.cancel(id) { return }
                poll.call.respond(response(page))
            case .failure(let error):
                if let id, !services.waiters.cancel(id) { return }
                poll.call.fail(error)
            }
        }
    }

    private static func page(_ poll: Poll, _ view: ReadView) throws(APIError) -> Page {
        let user = poll.call.principal.user
        let granted = view.community.permissions(of: user, in: poll.channel)
        guard granted.contains(.viewChannel) else { throw .unknownChannel }
        guard granted.contains(.readMessageHistory) else { throw .missingPermissions }
        let scope = Scope.channel(poll.channel)
        let lastN = try view.store.lastN(of: scope)
        let next = try view.store.rows(
            of: scope, after: poll.position, through: view.position, limit: 1
        ).first
        let afterN = poll.afterN ?? next.map { $0.n - 1 } ?? lastN
        guard try afterN + 1 >= view.store.firstN(of: scope) || afterN >= lastN else {
            throw APIError(410, .scopeTooLong)
        }
        let events = try view.events(of: scope, afterN: afterN, limit: poll.limit)
        let seen = view.community.view(of: user)
        return Page(
            bodies: events.map { $0.json(for: seen) }, lastN: events.last?.row.n ?? afterN)
    }

    private static func response(_ page: Page) -> APIResponse {
        .array(page.bodies, headers: [("X-Last-N", String(page.lastN))]) { body, writer in
            writer.raw(body.array)
        }
    }
}
