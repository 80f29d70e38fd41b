import ChatBase
import ChatCore

/// A draft of the next state, with what it will write. Domain methods are extensions by
/// concern; each checks first and changes then.
package struct Transaction {
    package internal(set) var community: Community
    package internal(set) var accounts: Accounts
    package private(set) var position: Int64
    package let epoch: Epoch
    package let store: any StoreWriter
    package let settings: CoreSettings
    package let now: WallTime
    var random: any RandomSource
    let counters: Counters
    private(set) var events: [(row: LogRow, payload: EventPayload)] = []
    /// By the position of a command's first row that may change views: the community
    /// after that command.
    private(set) var viewChanges: [Int64: Community] = [:]

    init(
        snapshot: Snapshot, store: any StoreWriter, counters: Counters, settings: CoreSettings,
        now: WallTime, random: any RandomSource
    ) {
        community = snapshot.community
        accounts = snapshot.accounts
        position = snapshot.position
        epoch = snapshot.epoch
        self.store = store
        self.counters = counters
        self.settings = settings
        self.now = now
        self.random = random
    }

    var snapshot: Snapshot {
        Snapshot(community: community, accounts: accounts, position: position, epoch: epoch)
    }

    /// Runs one command. What it did is undone if it fails; a storage failure is thrown,
    /// because it takes the whole transaction with it.
    mutating func perform(_ command: Command) throws(APIError) -> Command.Outcome {
        try store.savepoint()
        let before = (community, accounts, position, events.count)
        let outcome = command.run(&self)
        if let failure = outcome.failure {
            if failure.isStorageFailure { throw failure }
            try store.undoSavepoint()
            counters.forget(events.dropFirst(before.3).map(\.row.scope))
            (community, accounts, position) = (before.0, before.1, before.2)
            events.removeLast(events.count - before.3)
        } else {
            if let first = events.dropFirst(before.3).first(where: \.row.type.changesViews),
                !community.surelyShowsTheSame(as: before.0)
            {
                viewChanges[first.row.position] = community
                try recordViewChanges(at: first.row.head)
            }
            try store.releaseSavepoint()
        }
        return outcome
    }

    // MARK: The log

    /// Appends one row; `payload` gets its `n`.
    mutating func log(
        _ type: LogType, in scope: Scope, reference: UInt64, version: Int64 = 0,
        actor: UserID?, body: [UInt8]? = nil,
        payload: (Int64) throws(APIError) -> EventPayload
    ) throws(APIError) {
        let n = try counters.lastN(of: scope, store) + 1
        let payload = try payload(n)
        let row = LogRow(
            position: position + 1, scope: scope, n: n, type: type, reference: reference,
            version: version, actor: actor, time: now, body: body)
        try store.append(row)
        counters.setLastN(n, of: scope)
        position += 1
        events.append((row, payload))
    }

    /// The last `n` of a scope.
    package func lastN(of scope: Scope) throws(APIError) -> Int64 {
        try counters.lastN(of: scope, store)
    }

    // MARK: Ids

    /// An id for anything but a message.
    mutating func newID() throws(APIError) -> UInt64 {
        try counters.nextID(in: .guild, now: now) { () throws(APIError) in
            ([community.guild.id.rawValue] + community.users.keys.map(\.rawValue)
                + community.channels.keys.map(\.rawValue)
                + accounts.devices.keys.map { UInt64(bitPattern: $0.rawValue) }).max()
        }
    }

    // MARK: Access

    /// The channel, if the user may see it and do this there. What is hidden is unknown.
    package func channel(
        _ id: ChannelID, for user: UserID, needing permissions: Permissions = []
    ) throws(APIError) -> Channel {
        guard let channel = community.channels[id] else { throw .unknownChannel }
        let granted = community.permissions(of: user, in: id)
        guard granted.contains(.viewChannel) else { throw .unknownChannel }
        guard granted.isSuperset(of: permissions) else { throw .missingPermissions }
        return channel
    }
}
