import ChatCore

/// What the shell is told: 0 done, else which kind of failure.
enum ExitStatus: Int32, Sendable {
    case done = 0
    /// Nothing found, or timed out.
    case nothing = 1
    case usage = 2
    case notSignedIn = 3
    /// There is no such channel, or it is hidden.
    case noSuchChannel = 4
    case refused = 5
    case unreachable = 6
    case certificate = 7
    case localFile = 8
    case interrupted = 130
}

/// Why a verb failed: one sentence for people, one number for scripts.
struct CommandFailure: Error, Sendable {
    var status: ExitStatus
    var message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    static func usage(_ message: String) -> CommandFailure { CommandFailure(.usage, message) }

    init(_ error: ChatError) {
        message = error.description
        switch error.code {
        case .unauthorized:
            status = .notSignedIn
            if error.body == nil { message += " Sign in with `roost login URL`." }
        case .notFound: status = .noSuchChannel
        case .unreachable, .timedOut, .server, .protocolViolation, .overloaded, .closed:
            status = .unreachable
        case .certificateUntrusted, .certificateChanged: status = .certificate
        case .configuration: status = .usage
        case .file: status = .localFile
        case .cancelled: status = .interrupted
        default: status = .refused
        }
    }

    /// Whatever was thrown, as a failure.
    init(any error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as ChatError: self.init(error)
        default: self.init(.refused, "\(error)")
        }
    }
}
