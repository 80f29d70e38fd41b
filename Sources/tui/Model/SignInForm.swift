/// The first screen: which server, who you are.
struct SignInForm: Sendable, Equatable {
    var server = LineEditor()
    var registers = false
    var user = LineEditor()
    var password = LineEditor()
    var invite = LineEditor()
    var focus = Field.server
    var isBusy = false
    var message: String?
    /// Asked before anything secret is sent to a server nobody vouches for.
    var certificate: Certificate?

    struct Certificate: Sendable, Equatable {
        var fingerprint: String
        var changed: Bool
    }

    enum Field: Sendable, CaseIterable {
        case server, choice, user, password, invite

        var label: String {
            switch self {
            case .server: "Server"
            case .choice: ""
            case .user: "Name"
            case .password: "Password"
            case .invite: "Invitation"
            }
        }
    }

    var fields: [Field] {
        registers ? Field.allCases : Field.allCases.filter { $0 != .invite }
    }

    /// The text of the field, if it has one.
    subscript(field: Field) -> LineEditor {
        get {
            switch field {
            case .server: server
            case .user: user
            case .password: password
            case .invite: invite
            case .choice: LineEditor()
            }
        }
        set {
            switch field {
            case .server: server = newValue
            case .user: user = newValue
            case .password: password = newValue
            case .invite: invite = newValue
            case .choice: break
            }
        }
    }

    mutating func move(by step: Int) {
        let fields = fields
        let index = fields.firstIndex(of: focus) ?? 0
        focus = fields[(index + step + fields.count) % fields.count]
    }

    /// The first field that must be filled and isn't.
    var missing: Field? {
        [.server, .user, .password].first { self[$0].isEmpty }
    }

    func request(pin: String?) -> SignInRequest {
        SignInRequest(
            server: server.string, registers: registers, user: user.string,
            password: password.string, invite: invite.string, pin: pin)
    }
}
