import ChatCore
import Glibc

/// The lines of a descriptor, each as soon as it is there.
struct InputLines {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isOver = false
    private static let longest = 1 << 20

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The next line, without its end; nil at the end.
    mutating func next() throws(CommandFailure) -> String? {
        while true {
            if let end = buffer[start...].firstIndex(of: 0x0A) {
                defer { start = end + 1 }
                return try text(buffer[start..<end])
            }
            if isOver {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return try text(buffer[start...])
            }
            buffer.removeFirst(start)
            start = 0
            guard buffer.count <= Self.longest else {
                throw CommandFailure(.refused, "A line of standard input is too long.")
            }
            try fill()
        }
    }

    private mutating func fill() throws(CommandFailure) {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = read(descriptor, &chunk, chunk.count)
        if count == 0 { isOver = true }
        if count < 0, errno != EINTR {
            throw CommandFailure(.localFile, "Can't read standard input.")
        }
        buffer += chunk[..<max(count, 0)]
    }

    private func text(_ line: ArraySlice<UInt8>) throws(CommandFailure) -> String {
        let line = line.last == 0x0D ? line.dropLast() : line
        guard let text = String(validating: line, as: UTF8.self) else {
            throw CommandFailure(.refused, "A line of standard input is no UTF-8 text.")
        }
        return text
    }
}
