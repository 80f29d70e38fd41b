import CChatLinux
import ChatBase
import ChatWire
import Glibc
import Testing

/// A blocking gateway client, with a bound on every wait.
final class GatewayClient {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: Int32
    private var stream: WebSocketStream
    private var inflater: ZlibStreamReader?
    private var random = SeededRandom(seed: 42)
    /// How the server closed, once it did.
    private(set) var closeCode: Int?
    /// The last `s` that was not null.
    private(set) var s: Int64 = 0
    private(set) var hello = JSON.null

    /// - Parameter url: of the server; the dialect and more by `query`.
    init(_ url: String, query: String = "v=1", receiveBuffer: Int32? = nil) throws {
        descriptor = try Self.connect(url, receiveBuffer)
        let key = random.bytes(16)
        let request = WebSocketHandshake.request(
            host: "test", target: "/gateway?\(query)", key: key, offersDeflate: false)
        stream = WebSocketStream(role: .client, limit: 10_000_000)
        inflater = query.contains("zlib-stream") ? ZlibStreamReader() : nil
        try write(request)
        var parser = HTTPResponseHeadParser()
        var answer: HTTPResponseHead?
        while answer == nil {
            let bytes = try read()
            guard !bytes.isEmpty else { throw Failure(description: "no answer") }
            parser.append(bytes)
            answer = try parser.next()
        }
        _ = try WebSocketHandshake.confirm(try #require(answer), key: key)
        stream.append(parser.takeRest())
        let first = try next()
        guard first["op"] == 10 else { throw Failure(description: "no HELLO: \(first.text)") }
        hello = first
    }

    deinit { close(descriptor) }

    // MARK: Frames

    func send(_ opcode: Int, _ data: JSON) throws {
        let json: JSON = ["op": .int(Int64(opcode)), "d": data]
        try send(raw: Array(json.text.utf8))
    }

    func send(raw payload: [UInt8], isText: Bool = true) throws {
        try write(
            WebSocketFrame.encode(
                isText ? .text : .binary, payload,
                mask: UInt32(truncatingIfNeeded: random.next())))
    }

    /// The next frame. Throws at the end of the connection.
    func next() throws -> JSON {
        guard let frame = try nextUnlessClosed() else {
            throw Failure(description: "closed with \(closeCode.map(String.init) ?? "nothing")")
        }
        return frame
    }

    func nextUnlessClosed() throws -> JSON? {
        while true {
            while let event = try stream.next() {
                switch event {
                case .message(let bytes, _):
                    guard let text = try inflate(bytes) else { continue }
                    let json = try JSON(parsing: text)
                    if let number = json["s"]?.int { s = Int64(number) }
                    return json
                case .close(let code, _):
                    closeCode = code
                    return nil
                case .ping(let payload):
                    try write(
                        WebSocketFrame.encode(.pong, payload, isCompressed: false, mask: 1))
                case .pong: break
                }
            }
            let bytes = try read()
            if bytes.isEmpty { return nil }
            stream.append(bytes)
        }
    }

    /// The frames up to the first event of that name, which is the last of them.
    func frames(through name: String) throws -> [JSON] {
        var frames: [JSON] = []
        while true {
            frames.append(try next())
            if frames.last?["t"]?.string == name { return frames }
        }
    }

    func event(_ name: String) throws -> JSON {
        guard let last = try frames(through: name).last else {
            throw Failure(description: "no \(name)")
        }
        return last
    }

    /// The code that the server closes with.
    func end() throws -> Int? {
        while try nextUnlessClosed() != nil {}
        return closeCode
    }

    // MARK: Sessions

    /// - Returns: READY, and on v=10 GUILD_CREATE.
    @discardableResult
    func identify(_ token: String, intents: Int? = nil) throws -> [JSON] {
        var data: JSONObject = JSONObject([("token", .string(token)), ("properties", [:])])
        if let intents { data["intents"] = .int(Int64(intents)) }
        try send(2, .object(data))
        return try frames(through: intents == nil ? "READY" : "GUILD_CREATE")
    }

    /// - Returns: what came before RESUMED, and that.
    func resume(_ token: String, cursor: String) throws -> [JSON] {
        try send(6, ["token": .string(token), "cursor": .string(cursor)])
        return try frames(through: "RESUMED")
    }

    func resume(_ token: String, session: String, s: Int64) throws -> [JSON] {
        try send(
            6, ["token": .string(token), "session_id": .string(session), "seq": .int(s)])
        return try frames(through: "RESUMED")
    }

    /// The cursor of a heartbeat's answer, and the frames before it.
    func heartbeat() throws -> (cursor: String?, frames: [JSON]) {
        try send(1, s == 0 ? .null : .int(s))
        var frames: [JSON] = []
        while true {
            let frame = try next()
            if frame["op"] == 11 { return (frame["d"]?["cursor"]?.string, frames) }
            frames.append(frame)
        }
    }

    // MARK: Bytes

    private func inflate(_ bytes: [UInt8]) throws -> [UInt8]? {
        guard let inflater else { return bytes }
        return try inflater.read(bytes, limit: 10_000_000)
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "send: \(errno)") }
            sent += count
        }
    }

    private func read() throws -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0 && errno == ECONNRESET { return [] }
        guard count >= 0 else { throw Failure(description: "recv: \(errno)") }
        return Array(chunk[..<count])
    }

    private static func connect(_ url: String, _ receiveBuffer: Int32?) throws -> Int32 {
        guard let port = url.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw Failure(description: "no port in \(url)")
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | cchat_sock_cloexec, 0)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
        }
        // Nobody waits this long but a test that fails.
        var timeout = timeval(tv_sec: 50, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "connect: \(errno)") }
        return descriptor
    }
}
