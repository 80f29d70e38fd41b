import ChatBase

/// A server as its clients and bots see it: typed requests and gateway connections.
///
/// Requests wait for their turn under the rate limits instead of failing, are repeated
/// where that does no harm, and renew the access token when it runs out. Any number of
/// tasks may share one client, and any number of clients share one network thread.
public final class ChatClient: Sendable {
    /// How the client reaches and enters its server.
    public let configuration: ClientConfiguration

    let settings: TransportSettings
    let transport: HTTPTransport
    let tokens: TokenSource
    let lanes = OrderedLanes<ChannelID>(limit: 1000)
    private let limiter = Lock(RateLimiter())
    private let time = SystemTime()

    /// - Throws: `.configuration` when a value can't be what it should be.
    public init(_ configuration: ClientConfiguration) throws(ChatError) {
        self.configuration = configuration
        settings = try configuration.transportSettings()
        transport = HTTPTransport(settings: settings)
        tokens = TokenSource(configuration.identity)
    }

    /// Ends every request under way with `.closed`. Gateway connections are closed on
    /// their own.
    public func close() { transport.close() }

    /// Sends a request and reads its answer.
    ///
    /// - Throws: what kept it from being done, after waiting and trying again as the
    ///   configuration allows.
    public func send<Response>(
        _ endpoint: Endpoint<Response>
    ) async throws(ChatError) -> Response {
        let json = try await perform(
            Call(
                method: endpoint.method.rawValue, path: endpoint.path, query: endpoint.query,
                body: endpoint.body, bucket: endpoint.bucketKey, key: endpoint.idempotencyKey,
                isAuthenticated: endpoint.isAuthenticated, isRepeatable: endpoint.isRepeatable))
        do throws(DecodingFailure) { return try endpoint.decode(json) } catch {
            throw ChatError(
                .protocolViolation, "The server's answer is not what it should be: \(error).",
                cause: error)
        }
    }

    /// Sends a message. Messages of one client to one channel keep the order of the calls,
    /// also when one of them has to wait or to be sent again.
    ///
    /// - Parameters:
    ///   - content: 1 to 4000 Unicode scalars.
    ///   - nonce: names this message; sending again with the same one, even from another
    ///     process of this device, sends nothing twice.
    ///   - reply: the message to answer.
    @discardableResult
    public func sendMessage(
        _ content: String, in channel: ChannelID, nonce: String? = nil,
        replyTo reply: MessageID? = nil
    ) async throws(ChatError) -> Message {
        var random = SystemRandom()
        let nonce = nonce ?? Hex.encode(random.bytes(12))
        try await lanes.enter(channel)
        defer { lanes.leave(channel) }
        return try await send(
            .sendMessage(content, in: channel, nonce: nonce, replyTo: reply))
    }

    // MARK: Events

    /// Connects to the events of the server, from `point` on or from now on.
    ///
    /// - Parameter capacity: how many events may wait to be read before the network does.
    public func connect(
        from point: ResumePoint? = nil, capacity: Int = 1024
    ) -> GatewayConnection {
        GatewayConnection(client: self, from: point, capacity: capacity)
    }

    /// The events of the server from now on. The connection lives as long as the stream.
    public func events() -> EventStream { connect().events }

    // MARK: One call and its attempts

    /// An endpoint without its type.
    struct Call: Sendable {
        let method: String
        let path: String
        let query: [(name: String, value: String)]
        let body: JSON?
        let bucket: String
        let key: String?
        let isAuthenticated: Bool
        let isRepeatable: Bool
    }

    private func perform(_ call: Call) async throws(ChatError) -> JSON {
        var random = SystemRandom()
        var backoff = Backoff()
        let giveUp = time.now + configuration.retryFor
        var renewals = 0
        while true {
            let token = call.isAuthenticated ? try await tokens.token() : nil
            let failure: ChatError
            do {
                switch try await attempt(call, token: token) {
                case .done(let json): return json
                case .limited: continue
                case .refused(let error): failure = error
                }
            } catch { failure = error }
            // A new token is good for one more try: a starved process may hold one until it
            // has expired, too.
            if failure.code == .unauthorized, let token, tokens.isRenewable, renewals < 5 {
                renewals += 1
                try await renew(rejected: token)
                continue
            }
            guard call.isRepeatable, failure.isTransient, failure.code != .rateLimited else {
                throw failure
            }
            let pause = backoff.next(&random)
            guard time.now + pause < giveUp else { throw failure }
            try await NetworkThread.shared.delay(pause)
        }
    }

    private enum Attempt {
        case done(JSON)
        /// 429: not carried out, and the limiter knows when to try again.
        case limited
        case refused(ChatError)
    }

    private func attempt(_ call: Call, token: String?) async throws(ChatError) -> Attempt {
        try await waitForTurn(call.bucket)
        let response: HTTPTransport.Response
        do {
            response = try await transport.perform(request(call, token: token))
        } catch {
            limiter.withLock { $0.finished(call.bucket, headers: nil, now: time.now) }
            throw error
        }
        let headers = RateLimitHeaders { response[header: $0] }
        limiter.withLock { $0.finished(call.bucket, headers: headers, now: time.now) }
        if (200..<300).contains(response.status) {
            if response.body.isEmpty { return .done(.null) }
            do throws(JSONError) { return .done(try JSON(parsing: response.body)) } catch {
                throw ChatError(
                    .protocolViolation, "The server's answer is no JSON: \(error).", cause: error)
            }
        }
        let error = ChatError(response)
        if error.code == .rateLimited {
            limiter.withLock {
                $0.refused(
                    call.bucket, retryAfter: error.retryAfter ?? .seconds(1),
                    isGlobal: error.body?.isGlobal ?? false, now: time.now)
            }
            return .limited
        }
        return .refused(error)
    }

    private func waitForTurn(_ bucket: String) async throws(ChatError) {
        let latest = time.now + configuration.maxWait
        while let wait = limiter.withLock({ $0.reserve(bucket, now: time.now) }) {
            guard time.now + wait <= latest else {
                var error = ChatError(
                    .rateLimited, "The rate limit leaves no room for another \(wait.seconds) s.")
                error.retryAfter = wait
                throw error
            }
            try await NetworkThread.shared.delay(max(wait, .milliseconds(5)))
        }
    }

    private func request(_ call: Call, token: String?) -> HTTPTransport.Request {
        var url = configuration.url.base + "/api/v1" + call.path
        for (index, item) in call.query.enumerated() {
            url += (index == 0 ? "?" : "&") + item.name + "=" + item.value.percentEncoded
        }
        var request = HTTPTransport.Request(method: call.method, url: url)
        request.headers = [("User-Agent", "ChatCore/1"), ("Accept", "application/json")]
        if let token { request.headers.append(("Authorization", tokens.authorization(token))) }
        if let key = call.key { request.headers.append(("Idempotency-Key", key)) }
        if let body = call.body {
            request.headers.append(("Content-Type", "application/json"))
            var writer = JSONWriter()
            writer.value(body)
            request.body = writer.bytes
        }
        return request
    }

    // MARK: Tokens

    /// Gets another token for the one that the server no longer takes.
    @discardableResult
    func renew(rejected: String) async throws(ChatError) -> String {
        try await tokens.renew(rejected: rejected) { [self] refresh async throws(ChatError) in
            let endpoint = Endpoint<TokenPair>.refresh(refresh)
            // Repeatable: the server takes the previous refresh token until the new one
            // is first used.
            let json = try await perform(
                Call(
                    method: endpoint.method.rawValue, path: endpoint.path, query: [],
                    body: endpoint.body, bucket: endpoint.bucketKey, key: nil,
                    isAuthenticated: false, isRepeatable: true))
            do throws(DecodingFailure) { return Credential(try endpoint.decode(json)) } catch {
                throw ChatError(
                    .protocolViolation, "The server's answer is not what it should be: \(error).",
                    cause: error)
            }
        }
    }
}

extension ChatError {
    /// What a response of another status than 2xx means.
    init(_ response: HTTPTransport.Response) {
        let body = (try? JSON(parsing: response.body)).flatMap { try? ErrorBody(json: $0) }
        let code: Code =
            switch response.status {
            case 401: .unauthorized
            case 403: .forbidden
            case 404: .notFound
            case 429: .rateLimited
            case 400..<500: .invalid
            case 500..<600: .server(status: response.status)
            default: .protocolViolation
            }
        var message = body?.message ?? ""
        if message.isEmpty { message = "The server answered with status \(response.status)." }
        for field in body?.fields ?? [] { message += " \(field.path): \(field.message)" }
        self.init(code, message)
        self.body = body
        let seconds = body?.retryAfter ?? response[header: "retry-after"].flatMap { Double($0) }
        if let seconds, seconds.isFinite, code == .rateLimited {
            retryAfter = .milliseconds(Int64((min(max(seconds, 0), 86400) * 1000).rounded(.up)))
        }
    }
}

extension String {
    /// RFC 3986: everything but unreserved characters, encoded.
    var percentEncoded: String {
        var result = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return result
    }
}
