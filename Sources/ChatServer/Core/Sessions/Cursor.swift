import ChatBase
import ChatCore

/// A place in the stream that a client can keep: sealed, so that it tells nothing, and
/// good for one user of one epoch.
package struct Cursor: Sendable, Hashable {
    package let epoch: Epoch
    package let user: UserID
    package let position: Int64
    package let view: ViewID

    package init(epoch: Epoch, user: UserID, position: Int64, view: ViewID) {
        self.epoch = epoch
        self.user = user
        self.position = position
        self.view = view
    }

    private static let version: UInt8 = 1

    package func sealed(with key: AEAD, nonce: [UInt8]) -> String {
        var plain = [Self.version]
        let position = UInt64(bitPattern: position)
        for number in [user.rawValue, position, UInt64(bitPattern: view.rawValue)] {
            for shift in stride(from: 56, through: 0, by: -8) {
                plain.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
            }
        }
        plain += epoch.bytes
        return Base64.encodeURL(key.seal(plain, nonce: nonce))
    }

    /// Nil when it wasn't sealed with this key.
    package init?(_ text: String, key: AEAD) {
        guard text.utf8.count <= 512, let sealed = Base64.decode(text),
            let plain = key.open(sealed), plain.count == 41, plain[0] == Self.version
        else { return nil }
        func number(at start: Int) -> UInt64 {
            plain[start..<(start + 8)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        user = UserID(number(at: 1))
        position = Int64(bitPattern: number(at: 9))
        view = ViewID(rawValue: Int64(bitPattern: number(at: 17)))
        epoch = Epoch(bytes: Array(plain[25...]))
    }
}
