import ChatBase
import ChatCore

/// What the server and the cache say.
extension AppModel {
    // MARK: Starts

    mutating func restore(_ restored: Restored) -> [Effect] {
        self = AppModel(keepingScreenOf: self)
        phase = .chat
        server = restored.server
        me = restored.me
        guild = restored.guild
        nonces = NonceSource(seed: restored.nonceSeed)
        for member in restored.members { members[member.user.id] = member }
        for channel in restored.channels { channels[channel.id] = ChannelState(info: channel) }
        for state in restored.readStates { apply(state) }
        for (channel, draft) in restored.drafts { channels[channel]?.draft = draft }
        for pending in restored.outbox { channels[pending.channel]?.pending.append(pending) }
        apply(preferences: restored.preferences)
        var effects: [Effect] = [.setMouse(value(of: .mouse) == "on")]
        let last = restored.preferences[Preference.lastChannel.key].flatMap { ChannelID($0) }
        effects += openSomething(preferring: last, now: MonotonicTime(nanoseconds: 0))
        return effects
    }

    /// A blank model on the same screen.
    private init(keepingScreenOf old: AppModel) {
        columns = old.columns
        rows = old.rows
        isFocused = old.isFocused
        clock = old.clock
        link = old.link
    }

    private mutating func apply(preferences: [String: String]) {
        for setting in Setting.allCases {
            if let value = preferences[Preference.setting(setting).key],
                setting.values.contains(value)
            {
                settings[setting] = value
            }
        }
        func words(_ preference: Preference) -> [Substring] {
            (preferences[preference.key] ?? "").split(separator: " ")
        }
        ignored = Set(words(.ignored).compactMap { UserID($0) })
        highlights = words(.highlights).map(String.init)
        parted = Set(words(.parted).compactMap { ChannelID($0) })
    }

    mutating func change(to link: Link) -> [Effect] {
        self.link = link
        guard link.isLive else { return holdSending() }
        for id in channels.keys {
            if case .failed = channels[id]?.loading { channels[id]?.loading = .idle }
        }
        var effects = open.map { loadIfNeeded($0) } ?? []
        effects += loadMoreIfShort()
        return effects + resendWaiting()
    }

    mutating func take(
        _ ready: Ready, stale: Set<ChannelID>, isNewEpoch: Bool, now: MonotonicTime
    ) -> [Effect] {
        me = ready.user
        guild = ready.guild
        members = [:]
        for member in ready.members { members[member.user.id] = member }
        statuses = [:]
        for presence in ready.presences { statuses[presence.userID] = presence.status }
        var next: [ChannelID: ChannelState] = [:]
        for channel in ready.channels {
            var state = channels[channel.id] ?? ChannelState(info: channel)
            state.info = channel
            if isNewEpoch || stale.contains(channel.id) { state.forgetLog() }
            if case .failed = state.loading { state.loading = .idle }
            next[channel.id] = state
        }
        channels = next
        for state in ready.readStates { apply(state) }
        acknowledged = channels.compactMapValues(\.readMarker)
        link = .live
        var effects = openSomething(preferring: open, now: now)
        if let open { effects += loadIfNeeded(open) }
        effects += resendWaiting()
        return effects + markSeen(now: now)
    }

    private mutating func openSomething(
        preferring wanted: ChannelID?, now: MonotonicTime
    ) -> [Effect] {
        if let open, channels[open] != nil { return [] }
        open = nil
        let order = channelOrder.filter { channels[$0]?.info.hasText == true }
        guard let target = wanted.flatMap({ order.contains($0) ? $0 : nil }) ?? order.first else {
            return []
        }
        return go(to: target, now: now)
    }

    private mutating func apply(_ state: ReadState) {
        channels[state.channelID]?.readMarker = state.lastReadMessageID
        channels[state.channelID]?.unread = state.unread
        channels[state.channelID]?.mentions = state.mentions
    }

    // MARK: Live

    mutating func take(
        _ event: GatewayEvent, gapBefore: Bool, now: MonotonicTime
    ) -> [Effect] {
        switch event {
        case .messageCreate(let message):
            return take(message, gapBefore: gapBefore, now: now)
        case .messageUpdate(let message): update(message)
        case .messageDelete(let id, let channel): remove(id, from: channel)
        case .channelCreate(let channel), .channelUpdate(let channel):
            if channels[channel.id] == nil {
                channels[channel.id] = ChannelState(info: channel)
                if wanted == channel.id {
                    wanted = nil
                    return go(to: channel.id, now: now)
                }
                return openSomething(preferring: nil, now: now)
            }
            channels[channel.id]?.info = channel
        case .channelDelete(let id, _):
            channels[id] = nil
            recent.removeAll { $0 == id }
            if open == id {
                editor.clear()
                editing = nil
                acknowledgeDue = nil
                return openSomething(preferring: recent.first, now: now)
            }
        case .memberAdd(let member), .memberUpdate(let member): members[member.user.id] = member
        case .memberRemove(let user):
            members[user] = nil
            statuses[user] = nil
        case .membersChunk(let chunk, _, _, _):
            for member in chunk { members[member.user.id] = member }
        case .typingStart(let user, let channel):
            if user != me?.id, !ignored.contains(user) {
                typing.start(user, in: channel, now: now)
            }
        case .presenceUpdate(let presence): statuses[presence.userID] = presence.status
        case .readStateUpdate(let state): return take(state, now: now)
        case .guildUpdate(let guild): self.guild = guild
        case .userUpdate(let user):
            if user.id == me?.id { me = user }
            members[user.id]?.user = user
        case .scopeTooLong(.channel(let id), _), .gap(.channel(let id), _):
            channels[id]?.forgetLog()
            if open == id, link.isLive { return loadIfNeeded(id) }
        default: break
        }
        return []
    }

    private mutating func take(
        _ message: Message, gapBefore: Bool, now: MonotonicTime
    ) -> [Effect] {
        let channel = message.channelID
        guard channels[channel] != nil else { return [] }
        var effects: [Effect] = []
        let isMine = message.author.id == me?.id
        typing.stop(message.author.id, in: channel)
        if isMine, let nonce = message.nonce {
            channels[channel]?.pending.removeAll { $0.nonce == nonce }
        }
        var entry = ChatMessage(message)
        entry.hasGapBefore = gapBefore || hasNothing(of: channel)
        guard channels[channel]?.log.insert(entry) == true else { return [] }
        channels[channel]?.info.lastMessageID = message.id
        let isSeen = channel == open && isFocused && channels[channel]?.anchor == nil
        if !isMine, !ignored.contains(message.author.id) {
            let isMention = marks(entry)
            if !isSeen {
                channels[channel]?.unread += 1
                if isMention { channels[channel]?.mentions += 1 }
                if channel == open, channels[channel]?.divider == nil {
                    let marker = channels[channel]?.readMarker ?? MessageID(0)
                    channels[channel]?.divider = marker
                }
            }
            if isMention {
                if parted.remove(channel) != nil { effects.append(saveParted()) }
                if value(of: .bell) == "on", myStatus != .doNotDisturb { effects.append(.bell) }
            }
            if channels[channel]?.anchor != nil { channels[channel]?.newBelow += 1 }
        }
        if channels[channel]?.anchor == nil { channels[channel]?.log.trim(to: 2000) }
        return effects + markSeen(now: now)
    }

    /// Neither messages nor the knowledge that there are none before the next one.
    func hasNothing(of channel: ChannelID) -> Bool {
        guard let state = channels[channel] else { return true }
        return state.log.isEmpty && !(state.reachesStart && !state.isStale)
    }

    /// It names this user, or has a word that is to be highlighted.
    func marks(_ message: ChatMessage) -> Bool {
        guard message.author != me?.id else { return false }
        if let me, message.mentions(me.id) { return true }
        guard !highlights.isEmpty else { return false }
        let text = message.content.lowercased()
        return highlights.contains { text.contains($0.lowercased()) }
    }

    private mutating func update(_ message: Message) {
        let entry = ChatMessage(message)
        channels[message.channelID]?.log.change(message.id) { old in
            let revision = old.revision
            let gap = old.hasGapBefore
            old = entry
            old.revision = revision
            old.hasGapBefore = gap
        }
        changeQuotes(of: message.id, in: message.channelID) {
            .init(id: message.id, author: message.author.id, text: message.content)
        }
    }

    private mutating func remove(_ id: MessageID, from channel: ChannelID) {
        guard let state = channels[channel] else { return }
        if let anchor = state.anchor, anchor.message == id, let index = state.log.index(of: id) {
            let next = index > 0 ? state.log[index - 1].id : nil
            channels[channel]?.anchor = next.map { Anchor(message: $0, rowsBelow: 0) }
        }
        let removed = channels[channel]?.log.remove(id)
        changeQuotes(of: id, in: channel) { .init(id: id, author: nil, text: "") }
        if editing == id {
            editing = nil
            editor.clear()
        }
        guard let removed, removed.author != me?.id, state.unread > 0,
            state.readMarker.map({ $0 < id }) ?? true
        else { return }
        channels[channel]?.unread -= 1
        if let me, removed.mentions(me.id), state.mentions > 0 { channels[channel]?.mentions -= 1 }
    }

    private mutating func changeQuotes(
        of id: MessageID, in channel: ChannelID, _ quote: () -> ChatMessage.Quote
    ) {
        guard let log = channels[channel]?.log else { return }
        for message in log.messages where message.quote?.id == id {
            channels[channel]?.log.change(message.id) { $0.quote = quote() }
        }
    }

    private mutating func take(_ state: ReadState, now: MonotonicTime) -> [Effect] {
        let old = channels[state.channelID]?.readMarker
        guard let marker = state.lastReadMessageID, old.map({ $0 <= marker }) ?? true else {
            return []
        }
        apply(state)
        acknowledged[state.channelID] = marker
        return markSeen(now: now)
    }

    // MARK: History

    mutating func take(_ page: HistoryPage, now: MonotonicTime) -> [Effect] {
        guard let state = channels[page.channel] else { return [] }
        if let before = page.before, state.log.index(of: before) == nil {
            // Asked for before the log was dropped or trimmed.
            if state.loading == .running(before: before) {
                channels[page.channel]?.loading = .idle
            }
            return []
        }
        channels[page.channel]?.log.merge(page.messages, before: page.before)
        channels[page.channel]?.loading = .idle
        if page.reachesStart { channels[page.channel]?.reachesStart = true }
        if page.before == nil {
            channels[page.channel]?.isStale = !page.isCurrent
        }
        guard page.channel == open else { return [] }
        // The cache came first: now ask the server, if there is one.
        var effects: [Effect] = []
        if link.isLive, channels[page.channel]?.isStale == true {
            effects += loadIfNeeded(page.channel)
        }
        return effects + markSeen(now: now) + loadMoreIfShort()
    }
}
