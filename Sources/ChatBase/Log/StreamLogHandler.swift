import Glibc

/// One line an entry on a file descriptor: `time level label message key=value …`,
/// values quoted where they hold more than word characters (logfmt).
package struct StreamLogHandler: LogHandler {
    private let descriptor: Int32
    private let time: any TimeSource

    package init(descriptor: Int32 = STDERR_FILENO, time: any TimeSource = SystemTime()) {
        self.descriptor = descriptor
        self.time = time
    }

    package func write(
        level: Logger.Level, label: String, message: String, metadata: [(String, String)]
    ) {
        var line = "time=\(time.wall.iso8601) level=\(level) label=\(label) msg=\(quote(message))"
        for (key, value) in metadata { line += " \(key)=\(quote(value))" }
        line += "\n"
        // One write per line, so that lines of several threads do not mix.
        line.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    private func quote(_ value: String) -> String {
        let plain = value.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
                && byte != UInt8(ascii: "\\")
        }
        return plain && !value.isEmpty ? value : JSON.string(value).text
    }
}

/// Keeps entries for tests.
package final class MemoryLogHandler: LogHandler {
    package struct Entry: Sendable {
        package let level: Logger.Level
        package let message: String
        package let metadata: [(String, String)]
    }

    private let state = Lock<[Entry]>([])

    package init() {}

    package var entries: [Entry] { state.withLock { $0 } }

    package func write(
        level: Logger.Level, label: String, message: String, metadata: [(String, String)]
    ) {
        state.withLock { $0.append(Entry(level: level, message: message, metadata: metadata)) }
    }
}
