import ChatBase

/// What happens in a simulation, made from its seed before it begins. Channels are slots
/// and messages are counted from the newest, so that a script without some of its actions
/// is a script.
struct Script {
    enum Action: Sendable, Hashable {
        case send(by: Int, slot: Int, mentions: Int)
        case edit(by: Int, slot: Int, back: Int)
        case delete(by: Int, slot: Int, back: Int)
        case flood(by: Int, slot: Int, count: Int)
        case make(slot: Int, parent: Int?)
        case remove(slot: Int)
        case rename(slot: Int)
        case move(slot: Int, rank: Int)
        case hide(slot: Int)
        case show(slot: Int)
        case allow(slot: Int, user: Int)
        case disallow(slot: Int, user: Int)
        case read(by: Int, slot: Int, back: Int)
        case type(by: Int, slot: Int)
        case nickname(user: Int)
        case join
        case cut(client: Int)
        case stall(client: Int)
        case resume(client: Int)
        case crash(after: Int)
        case stepClock(seconds: Int)
        case nothing

        /// Which slot it is about, if any.
        var slot: Int? {
            switch self {
            case .send(_, let slot, _), .edit(_, let slot, _), .delete(_, let slot, _),
                .flood(_, let slot, _), .make(let slot, _), .remove(let slot),
                .rename(let slot), .move(let slot, _), .hide(let slot), .show(let slot),
                .allow(let slot, _), .disallow(let slot, _), .read(_, let slot, _),
                .type(_, let slot):
                slot
            default: nil
            }
        }

        /// About a channel that outsiders never see.
        var isSecret: Bool { slot.map { $0 >= Script.firstSecret } ?? false }
    }

    struct Tick: Sendable, Hashable {
        var actions: [Action]
        var pause: Duration
    }

    /// Slot 0 is a category, the next ones are channels that are hidden and shown, and from
    /// here on channels that only the owner and the insider ever see.
    static let firstSecret = 5
    static let slots = 7
    /// Owner, insider, and two others. The last never sees what is secret.
    static let users = 4
    static let clients = 8

    var ticks: [Tick] = []

    init(seed: UInt64, length: Int = 60) {
        var random = SeededRandom(seed: seed &* 77 &+ 1)
        var opening = (0..<Self.slots).map { Action.make(slot: $0, parent: nil) }
        opening.append(.send(by: 0, slot: 1, mentions: 2))
        ticks.append(Tick(actions: opening, pause: .seconds(1)))
        for _ in 0..<length {
            var actions = (0...Int(random.next() % 3)).map { _ in Self.action(&random) }
            if random.next() % 6 == 0 { actions.append(.type(by: 1, slot: Self.firstSecret)) }
            let pause = [1, 1, 3, 50, 700, 2500, 9000][Int(random.next() % 7)]
            ticks.append(Tick(actions: actions, pause: .milliseconds(pause)))
        }
    }

    private static func action(_ random: inout SeededRandom) -> Action {
        func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        let slot = pick(slots)
        // In what is secret only the owner and the insider act.
        let by = slot >= firstSecret ? pick(2) : pick(users)
        let text = slot == 0 ? 1 : slot
        switch pick(46) {
        case 0..<12: return .send(by: by, slot: text, mentions: pick(users + 2))
        case 12..<15: return .edit(by: by, slot: text, back: pick(4))
        case 15..<18: return .delete(by: by, slot: text, back: pick(4))
        case 18: return slot < firstSecret ? .flood(by: by, slot: text, count: 80) : .join
        case 19, 20: return .make(slot: slot, parent: slot > 0 && pick(2) == 0 ? 0 : nil)
        case 21: return .remove(slot: slot)
        case 22: return .rename(slot: slot)
        case 23, 24: return .move(slot: slot, rank: pick(6))
        case 25, 26: return .hide(slot: slot)
        case 27, 28: return slot < firstSecret ? .show(slot: slot) : .rename(slot: slot)
        case 29: return slot < firstSecret ? .allow(slot: slot, user: 1 + pick(3)) : .join
        case 30: return .disallow(slot: slot, user: slot < firstSecret ? 1 + pick(3) : 3)
        case 31, 32: return .read(by: by, slot: text, back: pick(4))
        case 33: return .type(by: by, slot: text)
        case 34: return .nickname(user: pick(users))
        case 35..<39: return .cut(client: pick(clients))
        case 39, 40: return .stall(client: pick(clients))
        case 41, 42: return .resume(client: pick(clients))
        case 43: return .crash(after: pick(3))
        case 44: return .stepClock(seconds: pick(20) - 12)
        default: return .stall(client: pick(clients))
        }
    }

    /// Without what happens where outsiders do not see. Everyone reads on: how fast a replay
    /// is depends on what it passes over, and so does what else comes before its end.
    func comparable(withSecrets: Bool) -> Script {
        var script = self
        for index in script.ticks.indices {
            script.ticks[index].actions = script.ticks[index].actions.map { action in
                if case .stall = action { return .nothing }
                // The owner's ranks count channels that outsiders do not see.
                if case .move(let slot, _) = action, slot < Self.firstSecret { return .nothing }
                return !withSecrets && action.isSecret ? .nothing : action
            }
        }
        return script
    }
}
