import CChatSQLite
import ChatBase

/// Everything a `VirtualDisk` holds: its files, who has them open, and what will fail.
/// Pure: the callbacks in `DiskFileMethods` are its shell.
struct DiskState {
    struct Handle {
        var node: Int
        /// 0 none, 1 shared, 2 reserved, 3 pending, 4 exclusive.
        var lock: Int32 = 0
        var sharedSlots: Set<Int> = []
        var exclusiveSlots: Set<Int> = []
        var regions: SharedRegions?
        var deletesOnClose = false
    }

    struct Node {
        var file = DiskFile()
        var name: String?
        /// The name, too, survives a power cut.
        var isNameDurable = false
        var regions: SharedRegions?
    }

    var nodes: [Int: Node] = [:]
    var handles: [Int: Handle] = [:]
    var names: [String: Int] = [:]
    /// Deleted, but the deletion was not synced.
    private var unlinked: [String: Node] = [:]
    private var nextID = 1
    var random: SeededRandom
    private(set) var isOn = true
    var isReadOnly = false
    var ignoresSynchronous = false

    private var fault: DiskFault?
    private var matches = 0
    private(set) var failures = 0
    private(set) var counts: [DiskOperation: Int] = [:]
    /// How many changes are left until power goes.
    private var changesLeft: Int?
    private var keepsSome = false

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    // MARK: What happens to it

    mutating func set(_ fault: DiskFault?) {
        self.fault = fault
        matches = 0
        failures = 0
    }

    mutating func cutPower(afterChanges count: Int, keepsSome: Bool) {
        changesLeft = count
        self.keepsSome = keepsSome
    }

    mutating func cutPower(keepsSome: Bool) {
        guard isOn else { return }
        isOn = false
        changesLeft = nil
        let before = nodes
        nodes = [:]
        names = [:]
        var survivors = unlinked
        for node in before.values {
            if let name = node.name, node.isNameDurable { survivors[name] = node }
        }
        // In the order of the names: a seed gives the same outcome each time.
        for (name, node) in survivors.sorted(by: { $0.key < $1.key }) {
            let id = takeID()
            nodes[id] = Node(
                file: node.file.afterPowerCut(&random, keepsSome: keepsSome), name: name,
                isNameDurable: true)
            names[name] = id
        }
        unlinked = [:]
    }

    mutating func restorePower() { isOn = true }

    /// Counts an operation; not nil is the code to fail with.
    mutating func begin(_ operation: DiskOperation) -> Int32? {
        counts[operation, default: 0] += 1
        if isOn, let left = changesLeft, Self.changing.contains(operation) {
            if left == 0 { cutPower(keepsSome: keepsSome) } else { changesLeft = left - 1 }
        }
        guard isOn else { return SQLITE_IOERR }
        guard let fault, fault.operations.contains(operation) else { return nil }
        matches += 1
        guard fault.isLasting ? matches >= fault.ordinal : matches == fault.ordinal else {
            return nil
        }
        failures += 1
        return fault.code
    }

    private static let changing: Set<DiskOperation> = [.write, .sync, .truncate, .delete]

    private mutating func takeID() -> Int {
        nextID += 1
        return nextID
    }

    // MARK: Names

    mutating func open(_ name: String?, flags: Int32) -> (id: Int, flags: Int32, code: Int32) {
        if let code = begin(.open) { return (0, 0, code) }
        var flags = flags
        let known = name.flatMap { names[$0] }
        let writes = flags & SQLITE_OPEN_READWRITE != 0
        if isReadOnly, name != nil {
            guard known != nil else { return (0, 0, SQLITE_CANTOPEN) }
            // As the system's does: what can't be written is opened for reading.
            if writes {
                flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
                flags |= SQLITE_OPEN_READONLY
            }
        }
        let node: Int
        if let known {
            node = known
        } else {
            guard name == nil || flags & SQLITE_OPEN_CREATE != 0 else {
                return (0, 0, SQLITE_CANTOPEN)
            }
            node = takeID()
            nodes[node] = Node(name: name)
            if let name { names[name] = node }
        }
        let id = takeID()
        handles[id] = Handle(node: node)
        handles[id]?.deletesOnClose = name == nil || flags & SQLITE_OPEN_DELETEONCLOSE != 0
        return (id, flags, SQLITE_OK)
    }

    mutating func close(_ id: Int) {
        guard let handle = handles.removeValue(forKey: id) else { return }
        guard handle.deletesOnClose, let node = nodes.removeValue(forKey: handle.node) else {
            return
        }
        if let name = node.name { names[name] = nil }
    }

    mutating func delete(_ name: String, syncs: Bool) -> Int32 {
        if let code = begin(.delete) { return code }
        guard !isReadOnly else { return SQLITE_READONLY }
        guard let id = names.removeValue(forKey: name) else {
            return SQLITE_IOERR | 23 << 8  // SQLITE_IOERR_DELETE_NOENT
        }
        if let node = nodes[id], node.isNameDurable, !syncs { unlinked[name] = node }
        nodes[id]?.name = nil
        if syncs { syncNames() }
        return SQLITE_OK
    }

    private mutating func syncNames() {
        unlinked = [:]
        for id in names.values { nodes[id]?.isNameDurable = true }
    }

    // MARK: Contents

    mutating func read(_ id: Int, at offset: Int, into target: UnsafeMutableRawBufferPointer)
        -> Int32
    {
        if let code = begin(.read) { return code }
        guard let node = handles[id]?.node, let file = nodes[node]?.file else {
            return SQLITE_IOERR
        }
        let available = max(0, min(target.count, file.bytes.count - offset))
        if available > 0 {
            file.bytes.withUnsafeBytes {
                target.copyMemory(from: .init(rebasing: $0[offset..<offset + available]))
            }
        }
        guard available < target.count else { return SQLITE_OK }
        target[available...].initializeMemory(as: UInt8.self, repeating: 0)
        return SQLITE_IOERR | 2 << 8  // SQLITE_IOERR_SHORT_READ
    }

    mutating func write(_ id: Int, at offset: Int, _ data: UnsafeRawBufferPointer) -> Int32 {
        let code = begin(.write)
        guard let node = handles[id]?.node, nodes[node] != nil else { return SQLITE_IOERR }
        guard !isReadOnly else { return SQLITE_READONLY }
        // A failing device may have taken a part.
        let taken = code == nil ? data : .init(rebasing: data.prefix(data.count / 2))
        nodes[node]?.file.write(taken, at: offset)
        return code ?? SQLITE_OK
    }

    mutating func truncate(_ id: Int, to size: Int) -> Int32 {
        if let code = begin(.truncate) { return code }
        guard let node = handles[id]?.node, nodes[node] != nil else { return SQLITE_IOERR }
        nodes[node]?.file.truncate(to: size)
        return SQLITE_OK
    }

    mutating func sync(_ id: Int) -> Int32 {
        let code = begin(.sync)
        guard let node = handles[id]?.node, nodes[node] != nil else { return SQLITE_IOERR }
        if let code {
            nodes[node]?.file.failSync(&random)
            return code
        }
        nodes[node]?.file.sync()
        // SQLite's own file system syncs the folder with a file that it made.
        if nodes[node]?.isNameDurable == false { syncNames() }
        return SQLITE_OK
    }

    func size(_ id: Int) -> Int? {
        guard isOn, let node = handles[id]?.node else { return nil }
        return nodes[node]?.file.bytes.count
    }
}
