import CChatLinux
import Glibc

/// What came of a read or a write that does not wait.
enum IOResult {
    /// At least one.
    case bytes(Int)
    case wouldBlock
    /// The peer will send no more.
    case ended
    case failed
}

/// Reads, writes and options of connected sockets.
enum SocketIO {
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> IOResult {
        result(recv(descriptor, buffer.baseAddress, buffer.count, 0), zero: .ended)
    }

    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> IOResult {
        result(
            send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)),
            zero: .wouldBlock)
    }

    /// The first byte that waits, left where it is.
    static func peek(_ descriptor: Int32) -> UInt8? {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK)) == 1 ? byte : nil
    }

    /// Small frames leave at once, and what the kernel holds unsent is bounded, or a slow
    /// reader would hide megabytes there.
    static func configure(_ descriptor: Int32) {
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(descriptor, Int32(IPPROTO_TCP), cchat_tcp_notsent_lowat, 16_384)
    }

    /// From now on `close` sends RST and drops what is unsent.
    static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    static func set(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func result(_ count: Int, zero: IOResult) -> IOResult {
        if count > 0 { return .bytes(count) }
        if count == 0 { return zero }
        return errno == EAGAIN || errno == EINTR ? .wouldBlock : .failed
    }
}
