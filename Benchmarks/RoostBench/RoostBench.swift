import ChatBase
import Glibc

/// What `scripts/bench.sh` needs beside the server itself: `seed` fills a data directory
/// through the engine, `echo PORT` answers with what it gets on the same loops.
@main struct RoostBench {
    static let logger = Logger(label: "RoostBench", level: .warning, handler: StreamLogHandler())

    static func main() {
        do {
            var arguments = try Arguments(CommandLine.arguments.dropFirst())
            switch arguments.verb {
            case "seed": try Seed(&arguments).run()
            case "echo":
                let port = try arguments.integer("port", 0)
                try Echo(port: port).run()
            default: throw Arguments.Problem("usage: RoostBench seed|echo [--NAME VALUE]...")
            }
        } catch {
            logger.error("\(error)")
            exit(1)
        }
    }
}
