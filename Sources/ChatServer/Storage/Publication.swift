import ChatBase

/// The published snapshots: the latest for the loops, and a few before it, so that a
/// reader finds the one that its view of the tables shows.
final class Publication: Sendable {
    private let snapshots: Condition<[Snapshot]>
    private static let kept = 16

    init(_ first: Snapshot) { snapshots = Condition([first]) }

    var latest: Snapshot {
        snapshots.wait { $0.last }
    }

    func publish(_ snapshot: Snapshot) {
        snapshots.update { kept in
            kept.append(snapshot)
            if kept.count > Self.kept { kept.removeFirst(kept.count - Self.kept) }
        }
    }

    /// The snapshot at a position that is committed; waits while the writer is between
    /// COMMIT and publishing. Nil when it is too long ago.
    func snapshot(at position: Int64) -> Snapshot? {
        let found: Snapshot?? = snapshots.wait { kept in
            guard let last = kept.last, last.position >= position else { return nil }
            return .some(kept.last { $0.position == position })
        }
        return found ?? nil
    }
}
