import CChatLinux
import ChatBase
import ChatServer
import Glibc

/// The server's data for the verbs: by the socket of the running server, which sees each
/// change at once, or, when none runs, opened here. Both serve the same routes.
final class Administration {
    private enum Way {
        case socket(SocketPlace)
        case here(LocalServer)
    }

    private let way: Way

    init(_ call: Call) throws {
        let directory = DataDirectory(call.configuration.dataDirectory)
        // A server that is just starting holds the lock before it has its socket.
        for attempt in 0... {
            if let place = try? SocketPlace(directory.path, AdministrationSocket.name),
                let descriptor = AdministrationClient.connect(place)
            {
                close(descriptor)
                way = .socket(place)
                return
            }
            do throws(StorageError) {
                way = .here(try LocalServer(call.configuration, directory, logger: .silent))
                return
            } catch {
                guard error.code == .locked, attempt < 50 else { throw error }
                poll(nil, 0, 100)
            }
        }
        preconditionFailure("the loop above returns or throws")
    }

    /// - Returns: the answer's body.
    @discardableResult
    func send(_ method: String, _ path: String, _ body: JSON? = nil) throws -> JSON {
        let answer: APIResponse
        switch way {
        case .socket(let place):
            answer = try AdministrationClient.send(method, path, body, to: place)
        case .here(let server): answer = server.send(method, path, body)
        }
        let json = (try? JSON(parsing: answer.body)) ?? .null
        guard answer.status < 300 else { throw StartupError(Self.text(json, answer.status)) }
        return json
    }

    /// The server's own words: what is wrong with which field.
    private static func text(_ json: JSON, _ status: Int) -> String {
        let message = json["message"]?.string ?? "the server answered \(status)"
        guard let fields = json["errors"]?.object else { return message }
        let details = fields.members.compactMap { $0.value["_errors"]?[0]?["message"]?.string }
        return details.isEmpty ? message : details.joined(separator: " ")
    }
}
