/// At most 55 bytes without an allocation: what a session writes before bytes that
/// all sessions share.
package struct InlineBytes: Sendable {
    package static let capacity = 55

    private var storage = InlineArray<55, UInt8>(repeating: 0)
    private var used: UInt8 = 0

    package init() {}

    package init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { append(byte) }
    }

    package init(_ text: StaticString) { append(text) }

    package var count: Int { Int(used) }
    package var isEmpty: Bool { used == 0 }

    package subscript(_ index: Int) -> UInt8 {
        precondition(index < count, "an index beyond the bytes")
        return storage[index]
    }

    package mutating func append(_ byte: UInt8) {
        precondition(count < Self.capacity, "more bytes than InlineBytes holds")
        storage[count] = byte
        used += 1
    }

    package mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { for byte in $0 { append(byte) } }
    }

    package mutating func append(_ bytes: InlineBytes) {
        for index in 0..<bytes.count { append(bytes.storage[index]) }
    }

    /// The digits of a number.
    package mutating func append(decimal number: UInt64) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        var rest = number
        while divisor > 0 {
            append(UInt8(0x30 + rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    package var array: [UInt8] { (0..<count).map { storage[$0] } }

    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Swift.withUnsafeBytes(of: storage) {
            body(UnsafeRawBufferPointer(rebasing: $0[..<count]))
        }
    }
}
