/// Op 6.
package struct ResumeRequest: Sendable, Hashable {
    package enum Point: Sendable, Hashable {
        /// Both dialects.
        case cursor(String)
        /// v=10 only.
        case session(String, sequence: Int64)
    }

    package let token: String
    package let point: Point
}
