/// A value of the network thread that other threads may hold, but not touch: reading it
/// takes the loop, which exists on that thread alone.
final class Confined<Value>: @unchecked Sendable {
    // @unchecked: `value` is read and written only with the loop in hand.
    private var value: Value?

    init() {}

    func get(on loop: NetworkLoop) -> Value? { value }

    func set(_ value: Value?, on loop: NetworkLoop) { self.value = value }
}
