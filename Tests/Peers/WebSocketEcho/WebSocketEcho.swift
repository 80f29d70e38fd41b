import ChatBase
import Glibc

/// Both ends of our WebSocket with nothing but an echo behind them, for conformance suites.
///
///     WebSocketEcho server              says where it listens, echoes until standard input ends
///     WebSocketEcho client URL [COUNT]  echoes what a fuzzing server sends, COUNT cases at once
@main enum WebSocketEcho {
    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        switch (words.first, words.count) {
        case ("server", 1):
            try EchoServer.run { url in say(url) }
        case ("client", 2...3):
            let count = words.count == 3 ? Int(words[words.startIndex + 2]) : 1
            guard let count, count > 0 else { return complain() }
            let cases = try CaseVisitor.visit(words[words.startIndex + 1], atOnce: count)
            say("\(cases) cases")
        default: complain()
        }
    }

    private static func say(_ line: String) {
        puts(line)
        fflush(nil)
    }

    private static func complain() {
        say("usage: WebSocketEcho server | WebSocketEcho client URL [COUNT]")
        exit(2)
    }
}
