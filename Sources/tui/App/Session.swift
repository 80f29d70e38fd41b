import ChatBase
import ChatCore

/// One signed-in account at work: its cache, its client, its stream of events. Everything
/// here runs off the UI's thread and answers through the mailbox.
final class Session {
    let account: Account
    let mailbox: Mailbox<ClientApp.Event>
    let cache: CacheThread
    private let location: CacheLocation
    private var client: ChatClient?
    /// The outbox's own: it tries as long as it takes, in order.
    private var sender: ChatClient?
    private var gateway: GatewayConnection?
    private var pumps: [Task<Void, Never>] = []
    /// The last send of each channel: the next one begins after it.
    private var sends: [ChannelID: Task<Void, Never>] = [:]

    init(account: Account, accounts: AccountStore, mailbox: Mailbox<ClientApp.Event>) {
        self.account = account
        self.mailbox = mailbox
        location = CacheLocation(of: account)
        cache = CacheThread(path: location.path) { error in
            mailbox.post(.model(.note("\(error). Not everything is kept.", isError: true)))
        }
        let configuration = accounts.configuration(of: account)
        var patient = configuration
        patient.retryFor = .seconds(365 * 86_400)
        patient.maxWait = .seconds(86_400)
        let client: ChatClient
        do throws(ChatError) {
            client = try ChatClient(configuration)
            sender = try ChatClient(patient)
        } catch {
            mailbox.post(
                .model(
                    .signInNeeded(
                        server: account.server.description, user: account.user,
                        reason: error.message)))
            return
        }
        self.client = client
        // The cache's thread paints first and then tells where the stream goes on.
        let server = account.server.description
        let user = account.user
        let point = CacheStart.restore(cache, server: server, into: mailbox)
        let gateway = client.connect(from: point)
        self.gateway = gateway
        pumps = [
            Task { [mailbox, cache] in
                await Session.pump(gateway, cache, mailbox, server: server, user: user)
            },
            Task { [mailbox] in
                for await state in gateway.states {
                    guard let link = Link(state) else { continue }
                    mailbox.post(.model(.link(link)))
                }
            },
        ]
    }

    /// Ends everything; the cache has all that was given to it.
    func close() {
        gateway?.close()
        for pump in pumps { pump.cancel() }
        client?.close()
        sender?.close()
        cache.close()
    }

    // MARK: Events

    private static func pump(
        _ gateway: GatewayConnection, _ cache: CacheThread, _ mailbox: Mailbox<ClientApp.Event>,
        server: String, user: String
    ) async {
        var failed = false
        do throws(ChatError) {
            for try await event in gateway.events {
                if let key = coalescingKey(event.payload) {
                    mailbox.post(
                        .model(.gateway(event.payload, gapBefore: false)), replacing: key)
                    continue
                }
                do throws(CacheError) {
                    try await cache.apply(event) { mailbox.post(.model($0)) }
                } catch {
                    mailbox.post(.model(.gateway(event.payload, gapBefore: false)))
                    if !failed {
                        let text = "\(error). Nothing more is kept."
                        mailbox.post(.model(.note(text, isError: true)))
                    }
                    failed = true
                }
                await mailbox.room()
                if case .ready(let ready) = event.payload, ready.memberCount > ready.members.count {
                    gateway.requestMembers(of: ready.guild.id, nonce: "all")
                }
            }
        } catch {
            if error.code == .unauthorized {
                mailbox.post(
                    .model(.signInNeeded(server: server, user: user, reason: error.message)))
            } else {
                mailbox.post(.model(.link(.offline(error.message))))
            }
        }
    }

    /// Of typing and presence only the latest counts.
    private static func coalescingKey(_ event: GatewayEvent) -> UInt64? {
        switch event {
        case .typingStart(let user, let channel):
            user.rawValue &* 0x9E37_79B9_7F4A_7C15 ^ channel.rawValue
        case .presenceUpdate(let presence): ~presence.userID.rawValue
        default: nil
        }
    }

    // MARK: Effects

    func perform(_ effect: Effect) {
        switch effect {
        case .send(let pending, let now): send(pending, now: now)
        case .holdSends:
            for task in sends.values { task.cancel() }
            sends = [:]
        case .forgetPending(let nonce): cache.forget(nonce: nonce)
        case .saveDraft(let channel, let text): cache.saveDraft(channel, text)
        case .savePreference(let preference, let value):
            cache.savePreference(preference.key, value)
        case .loadHistory(let channel, let before): load(channel, before: before)
        case .watch(let channel): gateway?.subscribe(to: [channel])
        case .setStatus(let status): gateway?.setPresence(status)
        default: ask(effect)
        }
    }

    private func send(_ pending: PendingMessage, now: Bool) {
        cache.keep(pending)
        guard now, let sender else { return }
        let before = sends[pending.channel]
        let mailbox = mailbox
        let cache = cache
        sends[pending.channel] = Task {
            await before?.value
            if Task.isCancelled { return }
            let result: OutboxResult
            do throws(ChatError) {
                let message = try await sender.sendMessage(
                    pending.content, in: pending.channel, nonce: pending.nonce,
                    replyTo: pending.replyTo)
                result = .sent(message)
            } catch {
                // Taken back: another task will send it.
                if Task.isCancelled { return }
                result = Session.result(of: error)
            }
            switch result {
            case .sent: cache.forget(nonce: pending.nonce)
            case .refused(let reason): cache.fail(nonce: pending.nonce, reason)
            case .unreachable: break
            }
            mailbox.post(.model(.outbox(nonce: pending.nonce, result)))
        }
    }

    /// Whether the same message may still be taken later.
    private static func result(of error: ChatError) -> OutboxResult {
        switch error.code {
        case .unreachable, .timedOut, .rateLimited, .overloaded, .server, .cancelled, .closed,
            .unauthorized, .certificateChanged, .certificateUntrusted:
            .unreachable
        default: .refused(error.message)
        }
    }

    private func load(_ channel: ChannelID, before: MessageID?) {
        let mailbox = mailbox
        let cache = cache
        let client = client
        Task {
            do throws(ChatError) {
                guard let client else { throw ChatError.closed }
                while try await !Session.load(channel, before, client, cache, mailbox) {}
            } catch {
                let reason =
                    error.isTransient
                    ? "not reachable; they come with the connection" : error.message
                mailbox.post(.model(.pageFailed(channel, reason)))
            }
        }
    }

    /// - Returns: false when the answer was overtaken and is to be asked for again.
    private static func load(
        _ channel: ChannelID, _ before: MessageID?, _ client: ChatClient, _ cache: CacheThread,
        _ mailbox: Mailbox<ClientApp.Event>
    ) async throws(ChatError) -> Bool {
        let limit = 50
        let missing: Int?
        do throws(CacheError) {
            missing = try await cache.page(of: channel, before: before, limit: limit) {
                mailbox.post(.model($0))
            }
        } catch { throw ChatError(.file, "\(error)", cause: error) }
        guard let generation = missing else { return true }
        let messages = try await client.send(
            .messages(in: channel, before.map { .before($0) } ?? .latest, limit: limit))
        do throws(CacheError) {
            return try await cache.store(
                messages, of: channel, before: before, limit: limit, generation: generation
            ) { mailbox.post(.model($0)) }
        } catch { throw ChatError(.file, "\(error)", cause: error) }
    }

    /// What is asked of the server, and told when it doesn't work.
    private func ask(_ effect: Effect) {
        guard let client else { return }
        let mailbox = mailbox
        let server = account.server.description
        Task {
            do throws(ChatError) {
                if let answer = try await Requests.perform(effect, client, server: server) {
                    mailbox.post(.model(answer))
                }
            } catch {
                if Requests.isWorthTelling(effect) {
                    mailbox.post(.model(.note(error.message, isError: true)))
                }
            }
        }
    }
}
