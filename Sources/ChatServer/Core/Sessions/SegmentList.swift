/// The segments of one session in the order they were written: the map from its `s` to
/// positions in the log.
package struct SegmentList: Sendable, Hashable {
    package private(set) var segments: [Segment]

    package init(_ segments: [Segment] = []) { self.segments = segments }

    package var last: Segment? { segments.last }

    /// Where a number stands in the log.
    package enum Place: Sendable, Hashable {
        /// After this row, with what the session saw then.
        case at(position: Int64, segment: Int)
        /// Row number `ordinal` (from 1) of this segment; the rows decide.
        case row(ordinal: Int64, segment: Int)
        /// Its segment has been pruned.
        case forgotten
    }

    package func place(of s: Int64) -> Place {
        guard let index = segments.lastIndex(where: { $0.firstS <= s }) else { return .forgotten }
        let ordinal = s - segments[index].firstS
        return ordinal == 0
            ? .at(position: segments[index].position, segment: index)
            : .row(ordinal: ordinal, segment: index)
    }

    /// The last row that this segment numbers; nil for the one that is open.
    package func end(of index: Int) -> Int64? {
        index + 1 < segments.count ? segments[index + 1].previousEnd : nil
    }

    package mutating func append(_ segment: Segment) { segments.append(segment) }

    /// The client goes on from `s`: what was numbered beyond it never happened.
    package mutating func fork(at s: Int64) {
        segments.removeAll { $0.firstS > s }
    }

    /// The client has everything up to `s`.
    ///
    /// - Returns: how many segments from the start are needed no more.
    package func prunable(acknowledged s: Int64) -> Int {
        segments.lastIndex { $0.firstS <= s } ?? 0
    }
}
