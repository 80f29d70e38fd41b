import CChatCurl
import CChatLinux
import ChatBase

/// One libcurl multi handle driven by the loop. Confined to the network thread.
///
/// Each owner has a multi of its own, because connections are cached per multi: libcurl
/// compares neither the pinned certificate when it reuses a connection, nor spares a
/// CONNECT_ONLY socket with unread bytes when it prunes its cache.
final class CurlMulti {
    typealias Completion = (CURLcode) -> Void

    private let handle: UnsafeMutableRawPointer
    private let loop: NetworkLoop
    private var completions: [UnsafeMutableRawPointer: Completion] = [:]
    private var watched: Set<Int32> = []
    private var timer: NetworkLoop.TimerID?

    init(loop: NetworkLoop, hostConnections: Int) {
        self.loop = loop
        handle = curl_multi_init()
        let me = Unmanaged.passUnretained(self).toOpaque()
        cchat_curl_multi_set_socket_callback(handle) { _, socket, what, user, _ in
            CurlMulti.from(user).socketChanged(socket, what)
            return 0
        }
        cchat_curl_multi_set_pointer(handle, CURLMOPT_SOCKETDATA, me)
        cchat_curl_multi_set_timer_callback(handle) { _, milliseconds, user in
            CurlMulti.from(user).timerChanged(milliseconds)
            return 0
        }
        cchat_curl_multi_set_pointer(handle, CURLMOPT_TIMERDATA, me)
        cchat_curl_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS, hostConnections)
    }

    /// Starts a transfer; `completion` is called once, never from inside this call.
    func add(_ easy: CurlEasy, _ completion: @escaping Completion) {
        completions[easy.handle] = completion
        curl_multi_add_handle(handle, easy.handle)
    }

    /// Takes a transfer out, finished or not; its completion is not called any more.
    func remove(_ easy: CurlEasy) {
        completions[easy.handle] = nil
        curl_multi_remove_handle(handle, easy.handle)
    }

    /// Closes every connection. The easy handles must have been removed.
    func close() {
        curl_multi_cleanup(handle)
        if let timer { loop.cancel(timer) }
        for socket in watched { loop.unwatch(socket) }
        watched = []
    }

    // MARK: What libcurl tells

    private static func from(_ user: UnsafeMutableRawPointer?) -> CurlMulti {
        Unmanaged<CurlMulti>.fromOpaque(user!).takeUnretainedValue()
    }

    private func socketChanged(_ socket: Int32, _ what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            if watched.remove(socket) != nil { loop.unwatch(socket) }
            return
        }
        var events: UInt32 = 0
        if what & CURL_POLL_IN != 0 { events |= cchat_epollin }
        if what & CURL_POLL_OUT != 0 { events |= cchat_epollout }
        watched.insert(socket)
        loop.watch(socket, events) { [unowned self] ready in
            var mask: Int32 = 0
            if ready & cchat_epollin != 0 { mask |= CURL_CSELECT_IN }
            if ready & cchat_epollout != 0 { mask |= CURL_CSELECT_OUT }
            if ready & (cchat_epollerr | cchat_epollhup) != 0 { mask |= CURL_CSELECT_ERR }
            act(socket, mask)
        }
    }

    private func timerChanged(_ milliseconds: Int) {
        if let timer { loop.cancel(timer) }
        timer = nil
        guard milliseconds >= 0 else { return }
        timer = loop.schedule(after: .milliseconds(milliseconds)) { [weak self] _ in
            self?.timer = nil
            self?.act(-1, 0)  // CURL_SOCKET_TIMEOUT
        }
    }

    private func act(_ socket: Int32, _ mask: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(handle, socket, mask, &running)
        var finished: [(Completion, CURLcode)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE,
                let completion = completions.removeValue(forKey: message.pointee.easy_handle)
            else { continue }
            finished.append((completion, message.pointee.data.result))
        }
        // Last, for a completion may close this multi.
        for (completion, code) in finished { completion(code) }
    }
}
