import CChatOpenSSL

/// Where random bytes come from; a seeded source makes simulations repeatable.
package protocol RandomSource: Sendable {
    mutating func next() -> UInt64
    mutating func bytes(_ count: Int) -> [UInt8]
}

/// Cryptographically secure.
package struct SystemRandom: RandomSource, RandomNumberGenerator {
    /// The thread sanitizer looks at the address behind each `inout`; a value without
    /// bytes has none, and what it would look at instead is whatever a register held.
    private let byte: UInt8 = 0

    package init() {}

    package mutating func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    package mutating func bytes(_ count: Int) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: count)
        precondition(
            RAND_bytes(&output, Int32(count)) == 1, "the system has no source of randomness")
        return output
    }
}

/// SplitMix64: fast, seeded, not secure. For tests and simulation.
package struct SeededRandom: RandomSource, RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
