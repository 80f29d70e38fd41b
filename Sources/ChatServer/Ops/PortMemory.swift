import ChatBase
import Glibc

/// The ports that were chosen for port 0, kept in the data directory: a server without a
/// fixed port is found at the same address after a restart.
package struct PortMemory: Sendable {
    private let path: String
    private var ports: [String: UInt16]

    package init(_ directory: DataDirectory) {
        path = directory.path + "/ports.json"
        ports = [:]
        guard let json = try? JSON(parsing: Self.read(path)), let object = json.object else {
            return
        }
        for member in object.members {
            ports[member.key] = member.value.int.flatMap { UInt16(exactly: $0) }
        }
    }

    /// - Parameter address: as configured, such as `127.0.0.1:0`.
    package subscript(address: String) -> UInt16? { ports[address] }

    /// Keeps it for the next start. A failure costs only the address.
    package mutating func remember(_ port: UInt16, for address: String) {
        guard ports[address] != port else { return }
        ports[address] = port
        let members = ports.sorted { $0.key < $1.key }.map { ($0.key, JSON.int(Int64($0.value))) }
        try? AtomicFile.write(Array(JSON.object(JSONObject(members)).text.utf8), to: path)
    }

    private static func read(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}
