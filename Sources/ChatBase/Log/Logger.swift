/// Structured logging with swift-log's shape, so that it could replace this file.
///
/// Never log addresses, tokens or message text; a peer is named by its ids.
package struct Logger: Sendable {
    package enum Level: Int, Sendable, Comparable, CaseIterable {
        case debug, info, notice, warning, error

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

        package init?(name: String) {
            guard let level = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
            self = level
        }
    }

    package let label: String
    package var level: Level
    private let handler: any LogHandler

    package init(label: String, level: Level = .info, handler: any LogHandler) {
        self.label = label
        self.level = level
        self.handler = handler
    }

    package func log(
        _ level: Level, _ message: @autoclosure () -> String,
        _ metadata: @autoclosure () -> [(String, String)] = []
    ) {
        guard level >= self.level else { return }
        handler.write(level: level, label: label, message: message(), metadata: metadata())
    }

    package func debug(
        _ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [(String, String)] = []
    ) { log(.debug, message(), metadata()) }

    package func info(
        _ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [(String, String)] = []
    ) { log(.info, message(), metadata()) }

    package func notice(
        _ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [(String, String)] = []
    ) { log(.notice, message(), metadata()) }

    package func warning(
        _ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [(String, String)] = []
    ) { log(.warning, message(), metadata()) }

    package func error(
        _ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [(String, String)] = []
    ) { log(.error, message(), metadata()) }
}

/// Where log lines go.
package protocol LogHandler: Sendable {
    func write(level: Logger.Level, label: String, message: String, metadata: [(String, String)])
}
