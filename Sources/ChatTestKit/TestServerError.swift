/// Why a test server can't do something.
enum TestServerError: Error, CustomStringConvertible {
    case stopped
    case busy
    case noDirectory(Int32)

    var description: String {
        switch self {
        case .stopped: "the test server is stopped"
        case .busy: "the test server is too busy to hash a password"
        case .noDirectory(let number): "no temporary directory can be made (errno \(number))"
        }
    }
}
