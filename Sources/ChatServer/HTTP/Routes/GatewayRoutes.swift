import ChatBase

/// Where the gateway is, and what bot libraries ask for and we do not have.
enum GatewayRoutes {
    static let all = [
        Route(
            .get, "/gateway", "Where the gateway is", access: .anyone, limit: .free,
            returns: .object([.init("url", .string, required: true)]), handler: gateway),
        Route(
            .get, "/gateway/bot", "Where the gateway is, for bots", limit: .read,
            returns: .named("GatewayBot"), handler: gatewayBot),
        Route(
            .get, "/soundboard-default-sounds", "None", limit: .read,
            returns: .array(.object([])), handler: empty),
        Route(
            .get, "/voice/regions", "None", limit: .read, returns: .array(.object([])),
            handler: empty),
        Route(
            .get, "/sticker-packs", "None", limit: .read,
            returns: .object([.init("sticker_packs", .array(.object([])), required: true)]),
            handler: stickerPacks),
    ]

    static func gateway(_ call: RouteCall) throws(APIError) {
        let url = call.gatewayURL
        call.respond(.json { $0.object { $0.member("url", url) } })
    }

    static func gatewayBot(_ call: RouteCall) throws(APIError) {
        let url = call.gatewayURL
        call.respond(
            .json { writer in
                writer.object { writer in
                    writer.member("url", url)
                    writer.member("shards", 1)
                    writer.object("session_start_limit") { writer in
                        writer.member("total", 1000)
                        writer.member("remaining", 1000)
                        writer.member("reset_after", 86_400_000)
                        writer.member("max_concurrency", 1)
                    }
                }
            })
    }

    static func empty(_ call: RouteCall) throws(APIError) {
        call.respond(.array(EmptyCollection<Int>()) { $1.int($0) })
    }

    static func stickerPacks(_ call: RouteCall) throws(APIError) {
        call.respond(.json { $0.object { $0.array("sticker_packs") { _ in } } })
    }
}

extension RouteCall {
    /// The server as this caller reached it: `https://chat.example.org`.
    var baseURL: String {
        services.baseURL(host: request.headers["host"], isSecure: request.origin.isSecure)
    }

    /// Without a `?`: libraries append their query.
    var gatewayURL: String {
        services.gatewayURL(host: request.headers["host"], isSecure: request.origin.isSecure)
    }
}
