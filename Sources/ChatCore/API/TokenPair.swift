import ChatBase

/// What signing in and refreshing give.
public struct TokenPair: Sendable, Hashable {
    /// Sent with every request; lives 15 minutes unless the server says otherwise.
    public let accessToken: String
    /// Exchanged for the next pair; lives 30 days unless the server says otherwise.
    public let refreshToken: String
    /// Seconds that the access token lives.
    public let expiresIn: Int
    /// The device that was signed in.
    public let deviceID: Int64
    /// Whose tokens these are.
    public let user: User

    package init(
        accessToken: String, refreshToken: String, expiresIn: Int, deviceID: Int64, user: User
    ) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.expiresIn = expiresIn
        self.deviceID = deviceID
        self.user = user
    }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        guard let device = json["device_id"]?.uint64 else {
            throw DecodingFailure(path: "device_id", expected: "an id")
        }
        self.init(
            accessToken: try reader.string("access_token"),
            refreshToken: try reader.string("refresh_token"),
            expiresIn: try reader.int("expires_in"),
            deviceID: Int64(bitPattern: device),
            user: try reader.object("user") { json throws(DecodingFailure) in
                try User(json: json)
            })
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("access_token", accessToken)
            writer.member("refresh_token", refreshToken)
            writer.member("token_type", "Bearer")
            writer.member("expires_in", expiresIn)
            writer.key("device_id")
            writer.quotedInteger(UInt64(bitPattern: deviceID))
            writer.key("user")
            user.write(to: &writer)
        }
    }
}
