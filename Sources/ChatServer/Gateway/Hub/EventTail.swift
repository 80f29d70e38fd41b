/// The newest events of the log, in order: what a connection that attaches has missed.
struct EventTail {
    private var events: [Delivery] = []
    /// Events at lower indices have been forgotten.
    private var start = 0
    private let capacity: Int
    /// Every event after this position is here.
    private(set) var floor: Int64

    init(capacity: Int, floor: Int64) {
        self.capacity = capacity
        self.floor = floor
    }

    mutating func append(_ delivery: Delivery) {
        events.append(delivery)
        guard events.count - start > capacity else { return }
        floor = events[start].event.row.position
        start += 1
        if start > capacity {
            events.removeFirst(start)
            start = 0
        }
    }

    /// The events after a position; nil when some of them are gone.
    func events(after position: Int64) -> ArraySlice<Delivery>? {
        guard position >= floor else { return nil }
        var low = start
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].event.row.position <= position {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return events[low...]
    }
}
