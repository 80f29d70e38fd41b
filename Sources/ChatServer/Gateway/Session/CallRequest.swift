import ChatBase

/// Op 101: any REST route over the socket.
package struct CallRequest: Sendable, Hashable {
    /// Echoed in op 102; 1 to 64 bytes.
    package let id: String
    package let method: String
    /// Path and query, below the dialect's mount.
    package let path: String
    package let body: JSON?

    private static let methods: Set = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    init(_ data: JSON) throws(SessionRefusal) {
        guard let id = data["id"]?.string, (1...64).contains(id.utf8.count) else {
            throw .malformed("d.id", "a string of 1 to 64 bytes")
        }
        guard let method = data["m"]?.string, Self.methods.contains(method) else {
            throw .malformed("d.m", "GET, POST, PUT, PATCH or DELETE")
        }
        guard let path = data["p"]?.string, path.utf8.first == UInt8(ascii: "/") else {
            throw .malformed("d.p", "a path that begins with /")
        }
        self.id = id
        self.method = method
        self.path = path
        body = data["b"]
    }
}
