import ChatBase
import ChatCore

/// A client of a fuzzing server in the manner of Autobahn: asks how many cases there are,
/// echoes in each, and asks for the reports. Confined to the network thread.
final class CaseVisitor {
    private static let agent = "ChatCore"

    private let loop: NetworkLoop
    private let url: ServerURL
    private let atOnce: Int
    private let finish: (Result<Int, Failure>) -> Void
    private var sockets: [Int: GatewaySocket] = [:]
    private var cases = 0
    private var next = 1

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private init(
        loop: NetworkLoop, url: ServerURL, atOnce: Int,
        finish: @escaping (Result<Int, Failure>) -> Void
    ) {
        self.loop = loop
        self.url = url
        self.atOnce = atOnce
        self.finish = finish
    }

    /// Visits every case, so many at once.
    /// - Returns: how many there were.
    static func visit(_ address: String, atOnce: Int) throws -> Int {
        guard let url = ServerURL(address) else {
            throw Failure(description: "'\(address)' is no address")
        }
        let outcome = Condition<Result<Int, Failure>?>(nil)
        NetworkThread.shared.post { loop in
            // Its sockets' handlers keep it.
            let visitor = CaseVisitor(loop: loop, url: url, atOnce: atOnce) { result in
                outcome.update { $0 = result }
            }
            visitor.countCases()
        }
        return try outcome.wait { $0 }.get()
    }

    private func countCases() {
        open(0, "/getCaseCount") { [self] message, _ in
            cases = Int(String(decoding: message, as: UTF8.self)) ?? 0
        } ended: { [self] in
            guard cases > 0 else {
                return finish(.failure(Failure(description: "no cases at \(url): \($0)")))
            }
            for _ in 0..<atOnce { visitNext() }
        }
    }

    private func visitNext() {
        guard next <= cases else {
            if sockets.isEmpty { askForReports() }
            return
        }
        let number = next
        next += 1
        open(number, "/runCase?case=\(number)&agent=\(Self.agent)") { [self] message, isText in
            sockets[number]?.send(message, as: isText ? .text : .binary)
        } ended: { [self] _ in
            visitNext()
        }
    }

    private func askForReports() {
        open(0, "/updateReports?agent=\(Self.agent)") { _, _ in
        } ended: { [self] _ in
            finish(.success(cases))
        }
    }

    private func open(
        _ number: Int, _ target: String, received: @escaping ([UInt8], Bool) -> Void,
        ended: @escaping (GatewaySocket.Ending) -> Void
    ) {
        var limits = GatewaySocket.Limits()
        limits.message = 32 << 20
        limits.outgoing = 64 << 20
        let handlers = GatewaySocket.Handlers(
            opened: {}, received: received,
            ended: { [self] ending in
                sockets[number] = nil
                ended(ending)
            })
        sockets[number] = GatewaySocket(
            loop: loop, url: url, target: target, settings: TransportSettings(),
            limits: limits, offersDeflate: true, handlers: handlers)
    }
}
