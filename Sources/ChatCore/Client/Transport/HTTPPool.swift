import CChatCurl
import ChatBase

/// The requests of one `HTTPTransport` and their connections. Confined to the network thread.
final class HTTPPool {
    typealias Outcome = Result<HTTPTransport.Response, ChatError>

    private let multi: CurlMulti
    private let settings: TransportSettings
    private let check = CertificateCheck()
    private var exchanges: [UInt64: HTTPClientExchange] = [:]

    init(loop: NetworkLoop, settings: TransportSettings) {
        self.settings = settings
        multi = CurlMulti(loop: loop, hostConnections: settings.hostConnections)
    }

    func start(
        _ id: UInt64, _ request: HTTPTransport.Request, _ done: @escaping (Outcome) -> Void
    ) {
        guard exchanges.count < settings.pendingLimit else {
            return done(
                .failure(ChatError(.overloaded, "Too many requests are waiting already.")))
        }
        let exchange = HTTPClientExchange(request, settings: settings, check: check, done: done)
        exchanges[id] = exchange
        multi.add(exchange.easy) { [unowned self] code in
            exchanges[id] = nil
            multi.remove(exchange.easy)
            exchange.finish(code, check: check)
        }
    }

    func cancel(_ id: UInt64) {
        guard let exchange = exchanges.removeValue(forKey: id) else { return }
        multi.remove(exchange.easy)
        exchange.done(.failure(.cancelled))
    }

    func close() {
        for exchange in exchanges.values {
            multi.remove(exchange.easy)
            exchange.done(.failure(.closed))
        }
        exchanges = [:]
        multi.close()
    }
}
