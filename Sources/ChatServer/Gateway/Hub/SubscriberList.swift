import ChatNet

/// The connections that see a scope; adding and removing in constant time, because a
/// permission row may move thousands.
struct SubscriberList {
    private(set) var connections: [GatewayConnection] = []
    private var indices: [ObjectIdentifier: Int] = [:]

    var isEmpty: Bool { connections.isEmpty }

    mutating func insert(_ connection: GatewayConnection) {
        let key = ObjectIdentifier(connection)
        guard indices[key] == nil else { return }
        indices[key] = connections.count
        connections.append(connection)
    }

    mutating func remove(_ connection: GatewayConnection) {
        guard let index = indices.removeValue(forKey: ObjectIdentifier(connection)) else { return }
        let last = connections.removeLast()
        if index < connections.count {
            connections[index] = last
            indices[ObjectIdentifier(last)] = index
        }
    }
}
