import CChatLinux

/// What a descriptor is watched for, and what it is ready for.
package struct PollEvents: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = PollEvents(rawValue: cchat_epollin)
    package static let writable = PollEvents(rawValue: cchat_epollout)
    package static let hangup = PollEvents(rawValue: cchat_epollhup)
    package static let failure = PollEvents(rawValue: cchat_epollerr)
}
