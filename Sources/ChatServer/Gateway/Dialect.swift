/// Which of the two forms of the protocol a client speaks (DESIGN.md section 2).
package enum Dialect: Int, Sendable, Hashable {
    /// Ours: `/api/v1`, gateway `?v=1`.
    case v1 = 1
    /// Discord's: `/api/v10`, gateway `?v=10`.
    case v10 = 10

    /// The longest client frame in bytes.
    package var maximumFrame: Int { self == .v1 ? 65_536 : 4096 }
}
