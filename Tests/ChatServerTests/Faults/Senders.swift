import ChatBase
import ChatCore

@testable import ChatServer

/// People who act as fast as they are answered: each takes its next step when it is told
/// the outcome of the last, and a failed one again with the same key.
final class Senders: Sendable {
    enum Act {
        case send, edit, delete, makeChannel
    }

    struct Person {
        let principal: Principal
        /// The number of the step it is at.
        var next = 0
        var attemptsLeft = 0
        var sent: [Message] = []
        var lastSent: MessageID?
        var edited: Set<MessageID> = []
        var deleted: Set<MessageID> = []
        /// A deletion that was asked for and not answered.
        var doubtful: Set<MessageID> = []
        var channels: Set<ChannelID> = []
    }

    struct State {
        var people: [Person] = []
        var errors: [APIError] = []
        var busy = 0
    }

    let channel: ChannelID
    private let state = Condition(State())

    /// Makes the people.
    init(_ count: Int, in channel: ChannelID, on engine: Engine) throws {
        self.channel = channel
        for index in 0..<count {
            let hashes = ["a", "r"].map { Digest.sha256(Array("\(index)\($0)".utf8)) }
            let principal = try engine.writeAndWait { tx throws(APIError) in
                let user = try tx.register(username: "sender\(index)", passwordHash: "h")
                return try tx.createDevice(
                    of: user.id, name: "t", access: hashes[0], refresh: hashes[1])
            }
            state.update { $0.people.append(Person(principal: principal)) }
        }
    }

    var people: [Person] { state.wait { $0.people } }

    /// What was answered with an error since the last call.
    func takeErrors() -> [APIError] {
        state.update { state in
            defer { state.errors = [] }
            return state.errors
        }
    }

    /// Lets all act until each is done with `steps` or has failed `attempts` times.
    func run(on engine: Engine, steps: Int = .max, attempts: Int = 1) {
        let count = state.update { state in
            for index in state.people.indices { state.people[index].attemptsLeft = attempts }
            state.busy = state.people.count
            return state.people.count
        }
        for index in 0..<count { act(index, engine, steps) }
        state.wait { $0.busy == 0 ? () : nil }
    }

    /// What the step of this number is.
    static func act(_ number: Int) -> Act {
        switch number % 12 {
        case 3, 8: .edit
        case 5: .delete
        case 11: .makeChannel
        default: .send
        }
    }

    private func act(_ index: Int, _ engine: Engine, _ steps: Int) {
        let person: Person? = state.update { state in
            let person = state.people[index]
            guard person.next < steps, person.attemptsLeft > 0 else {
                state.busy -= 1
                return nil
            }
            return person
        }
        guard let person else { return }
        let (who, number, channel) = (person.principal, person.next, channel)
        let key = "\(index)-\(number)"
        switch (Self.act(number), person.lastSent) {
        case (.edit, let id?):
            engine.write { tx throws(APIError) in
                _ = try tx.editMessage(id, in: channel, content: key + " edited", by: who)
            } completion: { result in
                self.finish(index, engine, steps, result) { person, _ in person.edited.insert(id) }
            }
        case (.delete, let id?):
            state.update { _ = $0.people[index].doubtful.insert(id) }
            engine.write { tx throws(APIError) in
                // Asked again after an error that came too late to undo it: done is done.
                guard try tx.store.message(id, in: channel) != nil else { return }
                try tx.deleteMessage(id, in: channel, by: who)
            } completion: { result in
                self.finish(index, engine, steps, result) { person, _ in
                    person.deleted.insert(id)
                    person.lastSent = nil
                }
            }
        case (.makeChannel, _):
            engine.write { tx throws(APIError) in
                let made = try tx.once(key, who, route: "POST channels") { tx throws(APIError) in
                    try tx.createChannel(ChannelDraft(name: key), by: nil).id.rawValue
                }
                return ChannelID(made.object)
            } completion: { result in
                self.finish(index, engine, steps, result) { $0.channels.insert($1) }
            }
        default:
            let text = key + String(repeating: "x", count: number * 37 % 600)
            engine.write { tx throws(APIError) in
                let draft = MessageDraft(content: text, nonce: key)
                let made = try tx.once(key, who, route: "POST") { tx throws(APIError) in
                    try tx.createMessage(draft, in: channel, by: who).id.rawValue
                }
                return try tx.renderedMessage(MessageID(made.object), in: channel, for: who.user)
            } completion: { result in
                self.finish(index, engine, steps, result) { person, message in
                    person.sent.append(message)
                    person.lastSent = message.id
                }
            }
        }
    }

    private func finish<Value>(
        _ index: Int, _ engine: Engine, _ steps: Int, _ result: Result<Value, APIError>,
        _ note: (inout Person, Value) -> Void
    ) {
        state.update { state in
            switch result {
            case .success(let value):
                note(&state.people[index], value)
                state.people[index].next += 1
            case .failure(let error):
                state.errors.append(error)
                state.people[index].attemptsLeft -= 1
            }
        }
        act(index, engine, steps)
    }
}
