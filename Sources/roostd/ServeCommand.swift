import CChatLinux
import ChatBase
import ChatServer
import Glibc

/// `roostd serve`.
enum ServeCommand {
    static func run(_ call: Call) throws {
        _ = try call.arguments(0...0)
        // Blocked before any thread starts, so that all of them inherit it.
        let signals = blockSignals()
        signal(SIGPIPE, SIG_IGN)
        let server = try Server(call.configuration)
        let urls = try server.start()
        if let fingerprint = server.fingerprint {
            Console.complain("certificate fingerprint (SHA-256): \(fingerprint)")
        }
        Console.complain("serving \(urls.joined(separator: ", "))")
        if let path = call.values.text("ready_file") {
            do {
                try announce(urls, in: path)
            } catch {
                server.stop()
                throw error
            }
        }
        wait(for: signals, server)
        server.stop()
    }

    /// One line of JSON that appears whole: who waits for it may connect.
    private static func announce(_ urls: [String], in path: String) throws(StartupError) {
        // What a client can use stands first; a unix socket is for a proxy.
        let ordered = urls.filter { !$0.hasPrefix("unix:") } + urls.filter { $0.hasPrefix("unix:") }
        let json: JSON = [
            "urls": .array(ordered.map { .string($0) }), "pid": .int(Int64(getpid())),
        ]
        try AtomicFile.write(Array((json.text + "\n").utf8), to: path, mode: 0o644)
    }

    private static func blockSignals() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        return set
    }

    /// Until TERM or INT; HUP reads the certificates again.
    private static func wait(for signals: sigset_t, _ server: Server) {
        var signals = signals
        while true {
            var number: Int32 = 0
            guard sigwait(&signals, &number) == 0 else { continue }
            if number == SIGHUP {
                do {
                    try server.reloadCertificates()
                    Console.complain("read the certificates again")
                } catch {
                    Console.complain("the certificates stay as they were: \(error)")
                }
                continue
            }
            return
        }
    }
}
