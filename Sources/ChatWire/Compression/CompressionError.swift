/// Why compressed bytes are refused.
package enum CompressionError: Error, Sendable, Equatable {
    case corrupt
    /// More came out than the limit allows.
    case tooLarge
}
