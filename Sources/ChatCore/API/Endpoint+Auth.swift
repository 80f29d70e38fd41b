import ChatBase

extension Endpoint where Response == TokenPair {
    /// Makes an account and signs it in. `POST /auth/register`
    public static func register(
        username: String, password: String, invite: String? = nil, deviceName: String
    ) -> Self {
        var body: JSONObject = JSONObject([
            ("username", .string(username)), ("password", .string(password)),
            ("device_name", .string(deviceName)),
        ])
        if let invite { body["invite"] = .string(invite) }
        return Self(
            .post, "/auth/register", body: .object(body), isAuthenticated: false,
            decode: { json throws(DecodingFailure) in try TokenPair(json: json) })
    }

    /// Signs in. `POST /auth/login`
    public static func login(username: String, password: String, deviceName: String) -> Self {
        Self(
            .post, "/auth/login",
            body: [
                "username": .string(username), "password": .string(password),
                "device_name": .string(deviceName),
            ],
            isAuthenticated: false,
            decode: { json throws(DecodingFailure) in try TokenPair(json: json) })
    }

    /// Exchanges a refresh token for the next pair. `POST /auth/refresh`
    public static func refresh(_ refreshToken: String) -> Self {
        Self(
            .post, "/auth/refresh", body: ["refresh_token": .string(refreshToken)],
            isAuthenticated: false,
            decode: { json throws(DecodingFailure) in try TokenPair(json: json) })
    }
}

extension Endpoint where Response == Void {
    /// Ends this device's session. `POST /auth/logout`
    public static var logout: Self { Self(.post, "/auth/logout") }

    /// Ends another device's session. `DELETE /auth/sessions/{id}`
    public static func revokeDevice(_ id: Int64) -> Self {
        Self(.delete, "/auth/sessions/\(id)", bucketKey: "/auth/sessions/:id")
    }

    /// Names a device. `PATCH /auth/sessions/{id}`
    public static func renameDevice(_ id: Int64, to name: String) -> Self {
        Self(
            .patch, "/auth/sessions/\(id)", body: ["name": .string(name)],
            bucketKey: "/auth/sessions/:id")
    }

    /// Changes the password and ends every other session. `PUT /auth/password`
    public static func changePassword(from old: String, to new: String) -> Self {
        Self(
            .put, "/auth/password",
            body: ["password": .string(old), "new_password": .string(new)])
    }
}

extension Endpoint where Response == [Device] {
    /// Where the account is signed in. `GET /auth/sessions`
    public static var devices: Self {
        Self(
            .get, "/auth/sessions",
            decode: { json throws(DecodingFailure) in
                try json.map { json throws(DecodingFailure) in try Device(json: json) }
            })
    }
}
