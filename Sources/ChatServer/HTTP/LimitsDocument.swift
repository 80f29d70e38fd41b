import ChatBase
import ChatCore

/// The limits as `/meta` lists them.
struct LimitsDocument {
    private let configuration: Configuration

    init(_ configuration: Configuration) { self.configuration = configuration }

    func write(to writer: inout JSONWriter) {
        let limits = configuration.limits
        writer.object { writer in
            writer.object("rates") { writer in
                writer.member("enabled", limits.isEnabled)
                let rates: [(String, Configuration.Limits.Rate)] = [
                    ("messages", limits.messages), ("resync", limits.resync),
                    ("reads", limits.reads), ("writes", limits.writes),
                    ("signals", limits.signals), ("auth", limits.auth),
                    ("global", limits.global), ("logins_per_account", limits.loginsPerAccount),
                    ("logins_per_address", limits.loginsPerAddress),
                    ("registrations_per_address", limits.registrationsPerAddress),
                ]
                for (name, rate) in rates {
                    writer.object(name) { writer in
                        writer.member("limit", rate.count)
                        writer.key("window_s")
                        writer.double(rate.window.seconds)
                    }
                }
            }
            writer.member("content_length", Validation.contentLength.upperBound)
            writer.member("channel_name_length", Validation.channelNameLength.upperBound)
            writer.member("topic_length", Validation.topicLength.upperBound)
            writer.member("username_length", Validation.usernameLength.upperBound)
            writer.member("nonce_length", Validation.nonceLength.upperBound)
            writer.member("password_length_min", Validation.passwordLength.lowerBound)
            writer.member("page_limit", Validation.pageLimit.upperBound)
            writer.member("body_bytes", limits.body)
            writer.member("frame_bytes_v1", Dialect.v1.maximumFrame)
            writer.member("frame_bytes_v10", Dialect.v10.maximumFrame)
            seconds(&writer, "access_token_s", configuration.accounts.accessTokenLifetime)
            seconds(&writer, "refresh_token_s", configuration.accounts.refreshTokenLifetime)
            seconds(&writer, "typing_s", configuration.gateway.typingLifetime)
            seconds(&writer, "presence_grace_s", configuration.gateway.presenceGrace)
            seconds(&writer, "session_s", configuration.gateway.sessionLifetime)
            seconds(&writer, "log_retention_s", configuration.storage.logRetention)
            seconds(&writer, "idempotency_s", configuration.storage.idempotencyRetention)
        }
    }

    private func seconds(_ writer: inout JSONWriter, _ key: String, _ duration: Duration) {
        writer.key(key)
        writer.double(duration.seconds)
    }
}
