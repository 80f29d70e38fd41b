import Glibc

/// The bytes' way in and out: a connected descriptor, with TLS over it or without.
struct Transport {
    let descriptor: Int32
    var tls: TLSSession?

    /// A TLS record holds 16 KiB; more would only be copied twice.
    var writeSize: Int { tls == nil ? 65_536 : 16_384 }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> IOResult {
        tls?.read(into: buffer) ?? SocketIO.read(descriptor, into: buffer)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> IOResult {
        tls?.write(bytes) ?? SocketIO.write(descriptor, bytes)
    }

    /// Whether another read may bring something although the descriptor isn't ready.
    func mayHaveMore(afterReading count: Int, of capacity: Int) -> Bool {
        tls?.hasPending ?? (count == capacity)
    }

    /// Nothing more will be written; the peer's bytes still come.
    func shutdownWriting() {
        tls?.sendClose()
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// - Parameter reset: tells the peer with RST, and drops what the kernel holds.
    func close(reset: Bool) {
        if reset { SocketIO.resetOnClose(descriptor) }
        Glibc.close(descriptor)
    }
}
