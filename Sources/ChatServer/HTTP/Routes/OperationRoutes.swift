import ChatBase
import ChatCore

/// What operators and clients ask about the server itself.
enum OperationRoutes {
    static let all = [
        Route(
            .get, "/meta", "Version, capabilities and limits", access: .anyone, limit: .free,
            returns: .named("Meta"), handler: meta),
        Route(
            .get, "/healthz", "Whether the server works", access: .anyone, limit: .free,
            returns: .object([.init("status", .string, required: true)]), handler: health),
        Route(
            .get, "/metrics", "Prometheus metrics; for the same machine and administrators",
            access: .operations, limit: .free, returns: .text, handler: metrics),
        Route(
            .get, "/openapi.json", "This document", access: .anyone, limit: .free,
            returns: .object([]), handler: openAPI),
    ]

    static func meta(_ call: RouteCall) throws(APIError) {
        let configuration = call.services.configuration
        let community = call.community
        call.respond(
            .json { writer in
                writer.object { writer in
                    writer.member("server", "roost")
                    writer.member("version", Version.text)
                    writer.member("feature_level", Version.featureLevel)
                    writer.member("name", community.guild.name)
                    writer.member("guild_id", community.guild.id)
                    writer.member("registration", configuration.accounts.registration.rawValue)
                    writer.array("capabilities") { writer in
                        for capability in Version.capabilities { writer.string(capability) }
                    }
                    writer.key("limits")
                    LimitsDocument(configuration).write(to: &writer)
                }
            })
    }

    static func health(_ call: RouteCall) throws(APIError) {
        if call.services.isStopping.withLock({ $0 }) {
            throw APIError(503, .unavailable, "The server is stopping.")
        }
        call.read { view throws(APIError) in
            _ = try view.store.lastPosition()
        } render: {
            .json { $0.object { $0.member("status", "ok") } }
        }
    }

    static func metrics(_ call: RouteCall) throws(APIError) {
        let (services, snapshot) = (call.services, call.snapshot)
        let own: [Metrics.Gauge] = [
            .init("roost_gateway_sessions", "Identified sessions.", services.notifier.sessionCount),
            .init("roost_online", "Shown as online.", services.notifier.onlineCount),
            .init("roost_members", "Members.", snapshot.community.members.count),
            .init("roost_channels", "Channels, categories.", snapshot.community.channels.count),
            .init("roost_devices", "Signed-in devices.", snapshot.accounts.devices.count),
            .init("roost_log_position", "The log's last row.", Int(snapshot.position)),
        ]
        let text = services.metrics.text(gauges: own + services.gauges.withLock { $0 }.gauges())
        call.respond(
            APIResponse(
                status: 200, headers: [("Content-Type", "text/plain; version=0.0.4")],
                body: Array(text.utf8)))
    }

    static func openAPI(_ call: RouteCall) throws(APIError) {
        call.respond(.json { OpenAPIDocument(routes: APIRoutes.all).write(to: &$0) })
    }
}
