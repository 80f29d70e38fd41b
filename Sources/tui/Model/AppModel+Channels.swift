import ChatBase
import ChatCore

/// The tree, and going from channel to channel.
extension AppModel {
    /// One row of the tree.
    enum TreeRow: Sendable, Equatable {
        case category(ChannelID)
        /// `number` is the digit of Alt-1..9, if it has one.
        case channel(ChannelID, number: Int?)
    }

    /// Channels without a category first, then each category with its own.
    var tree: [TreeRow] {
        let visible = channels.values.filter { !parted.contains($0.info.id) || $0.info.id == open }
        let sorted = visible.sorted { left, right in
            left.info.position == right.info.position
                ? left.info.id < right.info.id : left.info.position < right.info.position
        }
        let categories = sorted.filter(\.isCategory)
        let known = Set(categories.map(\.info.id))
        var rows: [TreeRow] = []
        var number = 0
        func append(_ state: ChannelState) {
            number += 1
            rows.append(.channel(state.info.id, number: number <= 9 ? number : nil))
        }
        for state in sorted where !state.isCategory {
            if state.info.parentID.map({ !known.contains($0) }) ?? true { append(state) }
        }
        for category in categories {
            rows.append(.category(category.info.id))
            for state in sorted where !state.isCategory && state.info.parentID == category.info.id {
                append(state)
            }
        }
        return rows
    }

    /// The tree's channels, top to bottom.
    var channelOrder: [ChannelID] {
        tree.compactMap { if case .channel(let id, _) = $0 { id } else { nil } }
    }

    mutating func go(to channel: ChannelID, now: MonotonicTime) -> [Effect] {
        guard channel != open, let target = channels[channel], !target.isCategory else { return [] }
        var effects = leave()
        open = channel
        recent.removeAll { $0 == channel }
        recent.insert(channel, at: 0)
        if recent.count > 64 { recent.removeLast() }
        if parted.remove(channel) != nil { effects.append(saveParted()) }
        channels[channel]?.divider = target.unread > 0 ? target.readMarker ?? MessageID(0) : nil
        editor.clear()
        if !target.draft.isEmpty { editor.replace(with: target.draft) }
        effects.append(.savePreference(.lastChannel, "\(channel)"))
        effects.append(.watch(channel))
        effects += loadIfNeeded(channel)
        effects += markSeen(now: now)
        return effects
    }

    /// Keeps the draft and tells the server what was read.
    private mutating func leave() -> [Effect] {
        completion = nil
        var effects = flushAcknowledgement()
        guard let open, channels[open] != nil else { return effects }
        effects += saveDraft()
        editing = nil
        channels[open]?.divider = nil
        channels[open]?.history.leave()
        channels[open]?.log.trim(to: 500)
        if channels[open]?.log.first?.hasGapBefore == true { channels[open]?.reachesStart = false }
        return effects
    }

    mutating func noteDraft(now: MonotonicTime) {
        guard phase == .chat, editing == nil, draftDue == nil, let open,
            channels[open]?.draft != editor.string
        else { return }
        draftDue = now + .seconds(2)
    }

    mutating func saveDraft() -> [Effect] {
        draftDue = nil
        guard editing == nil, let open, let state = channels[open] else { return [] }
        let draft = editor.string
        guard state.draft != draft else { return [] }
        channels[open]?.draft = draft
        return [.saveDraft(open, draft)]
    }

    mutating func loadIfNeeded(_ channel: ChannelID) -> [Effect] {
        guard let state = channels[channel], state.isStale, state.info.hasText,
            case .idle = state.loading
        else { return [] }
        channels[channel]?.loading = .running(before: nil)
        return [.loadHistory(channel, before: nil)]
    }

    mutating func step(_ distance: Int, now: MonotonicTime) -> [Effect] {
        let order = channelOrder
        guard !order.isEmpty else { return [] }
        guard let open, let index = order.firstIndex(of: open) else {
            return go(to: order[0], now: now)
        }
        return go(
            to: order[((index + distance) % order.count + order.count) % order.count], now: now)
    }

    /// Mentions first, then unread, from the open channel downwards and around.
    mutating func goToUnread(now: MonotonicTime) -> [Effect] {
        let order = channelOrder
        let start = open.flatMap { order.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        let around = order.indices.map { order[($0 + start) % order.count] }
            .filter { $0 != open }
        let target =
            around.first { channels[$0]?.mentions ?? 0 > 0 }
            ?? around.first { channels[$0]?.unread ?? 0 > 0 }
        if let target { return go(to: target, now: now) }
        say("Nothing unread.", now: now)
        return []
    }

    mutating func goBack(now: MonotonicTime) -> [Effect] {
        guard let last = recent.first(where: { $0 != open && channels[$0] != nil }) else {
            return []
        }
        return go(to: last, now: now)
    }

    func saveParted() -> Effect {
        .savePreference(.parted, parted.map { "\($0)" }.sorted().joined(separator: " "))
    }

    // MARK: What was read

    /// The end of the open channel is in view and the terminal is looked at: it is read.
    mutating func markSeen(now: MonotonicTime) -> [Effect] {
        guard isFocused, let open, let state = channels[open], state.anchor == nil,
            let newest = state.log.last?.id
        else { return [] }
        channels[open]?.unread = 0
        channels[open]?.mentions = 0
        if link.isLive, !state.isStale, state.readMarker.map({ $0 < newest }) ?? true {
            channels[open]?.readMarker = newest
            if acknowledgeDue == nil { acknowledgeDue = now + .seconds(1) }
        }
        return []
    }

    mutating func flushAcknowledgement() -> [Effect] {
        acknowledgeDue = nil
        guard let open, let marker = channels[open]?.readMarker,
            acknowledged[open].map({ $0 < marker }) ?? true
        else { return [] }
        acknowledged[open] = marker
        return [.acknowledge(open, marker)]
    }
}
