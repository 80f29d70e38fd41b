import CChatLinux
import Glibc

/// epoll, level-triggered. A descriptor is named by a slot and its generation, so that an
/// event for one that was closed in the same turn finds nothing.
struct Poller: ~Copyable {
    private let descriptor: Int32
    private let events: UnsafeMutableBufferPointer<epoll_event>

    init() throws(NetError) {
        descriptor = epoll_create1(cchat_epoll_cloexec)
        if descriptor < 0 { throw NetError.system("epoll_create1", errno) }
        events = .allocate(capacity: 256)
    }

    deinit {
        close(descriptor)
        events.deallocate()
    }

    func add(_ watched: Int32, _ interest: PollEvents, token: UInt64) throws(NetError) {
        if control(EPOLL_CTL_ADD, watched, interest, token) != 0 {
            throw NetError.system("epoll_ctl", errno)
        }
    }

    func change(_ watched: Int32, _ interest: PollEvents, token: UInt64) {
        let result = control(EPOLL_CTL_MOD, watched, interest, token)
        precondition(result == 0, "a watched descriptor can be changed")
    }

    func remove(_ watched: Int32) {
        _ = control(EPOLL_CTL_DEL, watched, [], 0)
    }

    /// - Parameter timeout: in milliseconds, -1 for ever.
    /// - Returns: how many events there are, for `event(at:)`.
    func wait(timeout: Int32) -> Int {
        max(0, Int(epoll_wait(descriptor, events.baseAddress, Int32(events.count), timeout)))
    }

    func event(at index: Int) -> (token: UInt64, events: PollEvents) {
        (events[index].data.u64, PollEvents(rawValue: events[index].events))
    }

    private func control(
        _ operation: Int32, _ watched: Int32, _ interest: PollEvents, _ token: UInt64
    ) -> Int32 {
        var event = epoll_event()
        event.events = interest.rawValue
        event.data.u64 = token
        return epoll_ctl(descriptor, operation, watched, &event)
    }
}
