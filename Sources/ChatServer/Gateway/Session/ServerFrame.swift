import ChatBase
import ChatCore

/// Writes the frames that are no events. On v=10 each has `s` and `t`, null: some
/// libraries read them unasked.
package enum ServerFrame {
    package static func hello(
        _ dialect: Dialect, interval: Duration, epoch: Epoch, retention: Duration
    ) -> [UInt8] {
        frame(dialect, .hello) { writer in
            writer.object { writer in
                writer.member("heartbeat_interval", Int(interval.milliseconds))
                writer.member("epoch", epoch.description)
                writer.member("cursor_retention_s", Int(retention.milliseconds / 1000))
            }
        }
    }

    package static func acknowledgement(_ dialect: Dialect, cursor: String?) -> [UInt8] {
        frame(dialect, .heartbeatACK) { writer in
            if let cursor {
                writer.object { $0.member("cursor", cursor) }
            } else {
                writer.null()
            }
        }
    }

    package static func reconnect(_ dialect: Dialect, delay: Duration) -> [UInt8] {
        frame(dialect, .reconnect) { writer in
            writer.object { $0.member("delay_ms", Int(delay.milliseconds)) }
        }
    }

    package static func invalidSession(_ dialect: Dialect, reason: String) -> [UInt8] {
        // `d` stays a bare boolean: libraries test it with `is True`.
        frame(dialect, .invalidSession, reason: reason) { $0.bool(false) }
    }

    /// - Parameter body: JSON, or nothing.
    package static func callResult(
        _ dialect: Dialect, id: String, status: Int, body: [UInt8]
    ) -> [UInt8] {
        frame(dialect, .callResult) { writer in
            writer.object { writer in
                writer.member("id", id)
                writer.member("status", status)
                writer.key("b")
                if body.isEmpty { writer.null() } else { writer.raw(body) }
            }
        }
    }

    private static func frame(
        _ dialect: Dialect, _ opcode: Opcode, reason: String? = nil,
        data: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("op", opcode.rawValue)
            writer.key("d")
            data(&writer)
            if dialect == .v10 {
                writer.member("s", nil as String?)
                writer.member("t", nil as String?)
            }
            if let reason { writer.member("r", reason) }
        }
        return writer.bytes
    }
}
