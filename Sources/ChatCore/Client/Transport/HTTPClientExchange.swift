import CChatCurl
import ChatBase

/// One request and the response as it comes in. Confined to the network thread.
final class HTTPClientExchange {
    let easy: CurlEasy
    let done: (HTTPPool.Outcome) -> Void
    private let limit: Int
    private var headers: [(name: String, value: String)] = []
    private var body: [UInt8] = []
    private var isTooLarge = false

    init(
        _ request: HTTPTransport.Request, settings: TransportSettings, check: CertificateCheck,
        done: @escaping (HTTPPool.Outcome) -> Void
    ) {
        easy = CurlEasy(url: request.url, settings: settings, check: check)
        limit = settings.responseLimit
        self.done = done
        prepare(request)
        easy.set(CURLOPT_TIMEOUT_MS, Int(settings.requestTimeout.milliseconds))
        let me = Unmanaged.passUnretained(self).toOpaque()
        cchat_curl_set_pointer(easy.handle, CURLOPT_WRITEDATA, me)
        cchat_curl_set_callback(easy.handle, CURLOPT_WRITEFUNCTION) { data, _, count, user in
            HTTPClientExchange.from(user).receiveBody(data, count) ? count : 0
        }
        cchat_curl_set_pointer(easy.handle, CURLOPT_HEADERDATA, me)
        cchat_curl_set_callback(easy.handle, CURLOPT_HEADERFUNCTION) { data, _, count, user in
            HTTPClientExchange.from(user).receiveHeader(data, count)
            return count
        }
    }

    private func prepare(_ request: HTTPTransport.Request) {
        var lines = ["Expect:"]
        for (name, value) in request.headers { lines.append("\(name): \(value)") }
        if let body = request.body {
            easy.set(CURLOPT_POST, 1)
            easy.set(CURLOPT_POSTFIELDSIZE, body.count)
            // Copied by libcurl, which would read from a callback if it got no pointer.
            var bytes = body.isEmpty ? [0] : body
            cchat_curl_set_pointer(easy.handle, CURLOPT_COPYPOSTFIELDS, &bytes)
        } else if request.method != "GET" {
            lines.append("Content-Length: 0")
        }
        easy.set(CURLOPT_CUSTOMREQUEST, request.method)
        easy.set(CURLOPT_HTTPHEADER, lines)
    }

    private static func from(_ user: UnsafeMutableRawPointer?) -> HTTPClientExchange {
        Unmanaged<HTTPClientExchange>.fromOpaque(user!).takeUnretainedValue()
    }

    private func receiveBody(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Bool {
        guard body.count + count <= limit else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: count))
        return true
    }

    private func receiveHeader(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) {
        let line = UnsafeRawBufferPointer(start: data, count: count)
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            // A status line: forget what came before it (100 Continue).
            if line.starts(with: "HTTP/".utf8) { headers = [] }
            return
        }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
        let end = value.lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? value.startIndex
        headers.append((name, String(decoding: value[value.startIndex..<end], as: UTF8.self)))
    }

    func finish(_ code: CURLcode, check: CertificateCheck) {
        if code == CURLE_OK {
            var status = 0
            cchat_curl_get_long(easy.handle, CURLINFO_RESPONSE_CODE, &status)
            done(.success(.init(status: status, headers: headers, body: body)))
        } else if isTooLarge {
            done(
                .failure(
                    ChatError(.protocolViolation, "The response is larger than \(limit) bytes.")))
        } else {
            done(.failure(.transport(code, easy: easy, check: check)))
        }
    }
}

extension ChatError {
    /// What a libcurl failure means to a caller.
    static func transport(
        _ code: CURLcode, easy: CurlEasy, check: CertificateCheck
    ) -> ChatError {
        let explanation = easy.explanation(of: code)
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            return ChatError(.timedOut, "The server did not answer in time: \(explanation).")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR:
            return check.error(for: code, explanation: explanation)
        case CURLE_SSL_CACERT_BADFILE:
            return ChatError(
                .configuration, "The file of certificate authorities is no good: \(explanation).")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return ChatError(.configuration, "The server's address is no good: \(explanation).")
        default:
            return ChatError(.unreachable, "The server cannot be reached: \(explanation).")
        }
    }
}
