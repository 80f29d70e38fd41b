/// Names for our writes: the seed is random and drawn by the shell, the counter ours.
struct NonceSource: Sendable, Equatable {
    let seed: UInt64
    private var counter: UInt64 = 0

    init(seed: UInt64) { self.seed = seed }

    mutating func next() -> String {
        counter += 1
        return String(seed, radix: 36) + "-" + String(counter, radix: 36)
    }
}
