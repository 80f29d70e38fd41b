import CChatCurl
import ChatBase

/// One libcurl easy handle with what every use of it here has in common.
/// Confined to the network thread.
final class CurlEasy {
    let handle: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorBuffer = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init(url: String, settings: TransportSettings, check: CertificateCheck) {
        handle = curl_easy_init()
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        set(CURLOPT_URL, url)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        // One request at a time on a connection: what our server speaks, and what
        // CONNECT_ONLY needs.
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeout.milliseconds))
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        cchat_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorBuffer)
        if let proxy = settings.proxy { set(CURLOPT_PROXY, proxy) }
        if let path = settings.unixSocket { set(CURLOPT_UNIX_SOCKET_PATH, path) }
        check.install(on: self, trust: settings.trust)
    }

    deinit {
        curl_easy_cleanup(handle)
        for list in lists { curl_slist_free_all(list) }
        errorBuffer.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) {
        cchat_curl_set_long(handle, option, value)
    }

    func set(_ option: CURLoption, _ value: String) {
        cchat_curl_set_string(handle, option, value)
    }

    /// The handle keeps the list until it is freed.
    func set(_ option: CURLoption, _ values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values { list = curl_slist_append(list, value) }
        if let list { lists.append(list) }
        cchat_curl_set_list(handle, option, list)
    }

    /// libcurl's own words about the last failure.
    func explanation(of code: CURLcode) -> String {
        let detail = String(cString: errorBuffer)
        return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    }
}
