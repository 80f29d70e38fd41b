import ChatBase
import ChatCore

/// Accounts, signing in and devices: `/auth`.
enum AuthRoutes {
    static let all = [
        Route(
            .post, "/auth/register", "Make an account and sign in", access: .anyone,
            limit: .auth, body: .named("Registration"), status: 201,
            returns: .named("TokenPair"), handler: register),
        Route(
            .post, "/auth/login", "Sign in", access: .anyone, limit: .auth,
            body: .named("Login"), returns: .named("TokenPair"), handler: login),
        Route(
            .post, "/auth/refresh", "Exchange a refresh token for the next pair",
            access: .anyone, limit: .auth,
            body: .object([.init("refresh_token", .length(0...256), required: true)]),
            returns: .named("TokenPair"), handler: refresh),
        Route(
            .post, "/auth/logout", "End this device's session", access: .person,
            limit: .write, handler: logout),
        Route(
            .get, "/auth/sessions", "Where the account is signed in", access: .person,
            limit: .read, returns: .array(.named("Device")), handler: sessions),
        Route(
            .patch, "/auth/sessions/{session_id}", "Name a device", access: .person,
            limit: .write,
            body: .object([.init("name", .length(Validation.deviceNameLength), required: true)]),
            returns: .named("Device"), handler: renameSession),
        Route(
            .delete, "/auth/sessions/{session_id}", "End another device's session",
            access: .person, limit: .write, handler: revokeSession),
        Route(
            .put, "/auth/password", "Change the password; the other devices are signed out",
            access: .person, limit: .write,
            body: .object([
                .init("password", .length(0...1024), required: true),
                .init("new_password", .length(0...1024), required: true),
            ]), handler: changePassword),
    ]

    // MARK: Making an account

    private struct Registration: Sendable {
        let username: String
        let password: String
        let displayName: String?
        let invite: String?
        let deviceName: String
    }

    static func register(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let wanted = Registration(
            username: body.requiredString("username", length: 1...64),
            password: body.requiredString("password", length: 0...1024),
            displayName: body.string("global_name", length: 0...128),
            invite: body.string("invite", length: 0...64),
            deviceName: body.string("device_name", length: 0...64) ?? "")
        if let complaint = PasswordRules.complaint(about: wanted.password), body.problems.isEmpty {
            body.report("password", "PASSWORD_INVALID", complaint)
        }
        try body.finish()
        try checkRegistration(wanted, call)
        let services = call.services
        let wait = services.throttle.withLock { throttle in
            throttle.registration(address: call.request.origin.address, now: services.time.now)
        }
        if let wait { return refuse(call, for: wait) }
        services.passwords.hash(wanted.password) { outcome in
            guard case .hashed(let hash) = outcome else { return call.fail(busy) }
            create(wanted, hash, call)
        }
    }

    /// All that can be refused before a password is hashed.
    private static func checkRegistration(
        _ wanted: Registration, _ call: RouteCall
    ) throws(APIError) {
        switch call.services.configuration.accounts.registration {
        case .closed: throw APIError(403, .registrationClosed)
        case .invite, .code:
            if wanted.invite == nil { throw APIError(403, .inviteRequired) }
        case .open: break
        }
    }

    private static func create(_ wanted: Registration, _ hash: String, _ call: RouteCall) {
        let tokens = NewTokens()
        let needsCode = call.services.configuration.accounts.registration == .code
        call.write { tx throws(APIError) in
            if let code = wanted.invite {
                if needsCode {
                    let record = try tx.store.invite(code)
                    guard let record, record.inviter == nil, record.maxUses == 1 else {
                        throw .unknownInvite
                    }
                }
                try tx.useInvite(code)
            }
            let user = try tx.register(
                username: wanted.username, displayName: wanted.displayName, passwordHash: hash)
            let principal = try tx.createDevice(
                of: user.id, name: wanted.deviceName, access: tokens.access.hash,
                refresh: tokens.refresh.hash)
            return tokens.pair(user, principal, call)
        } render: { pair in
            .json(201) { pair.write(to: &$0) }
        }
    }

    // MARK: Signing in

    static func login(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let username = body.requiredString("username", length: 0...64)
        let password = body.requiredString("password", length: 0...1024)
        let deviceName = body.string("device_name", length: 0...64) ?? ""
        try body.finish()
        let services = call.services
        let wait = services.throttle.withLock { throttle in
            throttle.login(
                account: username, address: call.request.origin.address, now: services.time.now)
        }
        if let wait { return refuse(call, for: wait) }
        let user = call.snapshot.accounts.user(named: username)
        let known = user.flatMap { call.snapshot.accounts.passwordHash(of: $0) }
        services.passwords.verify(password, against: known) { outcome in
            guard outcome != .busy else { return call.fail(busy) }
            guard case .matches(let needsRehash) = outcome, let user else {
                return call.fail(APIError(401, .invalidCredentials))
            }
            services.throttle.withLock { $0.succeeded(account: username) }
            signIn(user, deviceName, verified: known, call)
            if needsRehash { rehash(password, of: user, former: known, services) }
        }
    }

    private static func signIn(
        _ user: UserID, _ deviceName: String, verified hash: String?, _ call: RouteCall
    ) {
        let tokens = NewTokens()
        call.write { tx throws(APIError) in
            // It may have been changed while the former one was verified.
            guard tx.accounts.passwordHash(of: user) == hash else {
                throw APIError(401, .invalidCredentials)
            }
            let principal = try tx.createDevice(
                of: user, name: deviceName, access: tokens.access.hash,
                refresh: tokens.refresh.hash)
            guard let account = tx.community.users[user] else { throw .unknownUser }
            return tokens.pair(account, principal, call)
        } render: { pair in
            .json { pair.write(to: &$0) }
        }
    }

    /// The parameters were raised since: the password is at hand, so hash it anew.
    private static func rehash(
        _ password: String, of user: UserID, former: String?, _ services: APIServices
    ) {
        services.passwords.hash(password) { outcome in
            guard case .hashed(let hash) = outcome else { return }
            services.engine.write { tx throws(APIError) in
                // Unless it was changed in the meantime.
                guard tx.accounts.passwordHash(of: user) == former else { return }
                try tx.replacePasswordHash(hash, of: user)
            } completion: { _ in
            }
        }
    }

    static func refresh(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let presented = body.requiredString("refresh_token", length: 0...256)
        try body.finish()
        let tokens = NewTokens()
        call.write { tx throws(APIError) -> Result<TokenPair, APIError> in
            let outcome = try tx.refresh(
                Token.hash(presented), access: tokens.access.hash, next: tokens.refresh.hash)
            switch outcome {
            case .rotated(let principal):
                guard let user = tx.community.users[principal.user] else { throw .unknownUser }
                return .success(tokens.pair(user, principal, call))
            case .reused: return .failure(APIError(401, .refreshTokenReused))
            case .refused: return .failure(APIError(401, .invalidToken))
            }
        } render: { result in
            switch result {
            case .success(let pair): .json { pair.write(to: &$0) }
            case .failure(let error): .failure(error, requestID: call.request.id)
            }
        }
    }

    // MARK: Devices

    static func logout(_ call: RouteCall) throws(APIError) {
        let principal = call.principal
        call.write { tx throws(APIError) in
            try tx.revokeDevice(principal.device, of: principal.user)
        } render: {
            .noContent
        }
    }

    static func sessions(_ call: RouteCall) throws(APIError) {
        let principal = call.principal
        let devices = call.snapshot.accounts.devices(of: principal.user)
        call.respond(
            .array(devices) { record, writer in
                record.device(isCurrent: record.id == principal.device).write(to: &writer)
            })
    }

    static func renameSession(_ call: RouteCall) throws(APIError) {
        let device = try sessionID(call)
        var body = try BodyReader(call.request)
        let name = body.requiredString("name", length: Validation.deviceNameLength)
        try body.finish()
        let principal = call.principal
        call.write { tx throws(APIError) in
            try tx.renameDevice(device, of: principal.user, to: name)
        } render: { record in
            .json {
                record.device(isCurrent: record.id == principal.device).write(to: &$0)
            }
        }
    }

    static func revokeSession(_ call: RouteCall) throws(APIError) {
        let device = try sessionID(call)
        let principal = call.principal
        call.write { tx throws(APIError) in
            try tx.revokeDevice(device, of: principal.user)
        } render: {
            .noContent
        }
    }

    private static func sessionID(_ call: RouteCall) throws(APIError) -> DeviceID {
        guard let id = DeviceID(call.text("session_id")) else { throw .unknownDevice }
        return id
    }

    // MARK: The password

    static func changePassword(_ call: RouteCall) throws(APIError) {
        var body = try BodyReader(call.request)
        let former = body.requiredString("password", length: 0...1024)
        let next = body.requiredString("new_password", length: 0...1024)
        if let complaint = PasswordRules.complaint(about: next), body.problems.isEmpty {
            body.report("new_password", "PASSWORD_INVALID", complaint)
        }
        try body.finish()
        let (services, principal) = (call.services, call.principal)
        let username = call.community.users[principal.user]?.username ?? ""
        let wait = services.throttle.withLock { throttle in
            throttle.login(
                account: username, address: call.request.origin.address, now: services.time.now)
        }
        if let wait { return refuse(call, for: wait) }
        let known = call.snapshot.accounts.passwordHash(of: principal.user)
        services.passwords.verify(former, against: known) { outcome in
            guard outcome != .busy else { return call.fail(busy) }
            guard case .matches = outcome else {
                return call.fail(APIError(401, .invalidCredentials))
            }
            services.throttle.withLock { $0.succeeded(account: username) }
            services.passwords.hash(next) { outcome in
                guard case .hashed(let hash) = outcome else { return call.fail(busy) }
                call.write { tx throws(APIError) in
                    try tx.setPassword(
                        hash: hash, of: principal.user, keeping: principal.device)
                } render: {
                    .noContent
                }
            }
        }
    }

    // MARK: Parts

    static let busy = APIError(503, .unavailable)

    /// Answered by the throttle, which counts guesses and not requests.
    private static func refuse(_ call: RouteCall, for wait: Duration) {
        call.respond(
            .limited(after: wait, scope: "user", isGlobal: false, requestID: call.request.id))
    }
}

/// A pair of tokens before it is known whom they are for.
private struct NewTokens: Sendable {
    let access: Token
    let refresh: Token

    init() {
        var random = SystemRandom()
        access = .access(&random)
        refresh = .refresh(&random)
    }

    func pair(_ user: User, _ principal: Principal, _ call: RouteCall) -> TokenPair {
        let lifetime = call.services.configuration.accounts.accessTokenLifetime
        return TokenPair(
            accessToken: access.text, refreshToken: refresh.text,
            expiresIn: Int(lifetime.milliseconds / 1000), deviceID: principal.device.rawValue,
            user: user)
    }
}
