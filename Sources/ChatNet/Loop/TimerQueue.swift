import ChatBase

/// Closures by deadline: a binary heap, with cancelled entries skipped when they surface.
struct TimerQueue {
    typealias Body = (EventLoop) -> Void

    private struct Entry {
        let deadline: MonotonicTime
        let number: UInt64
        // Equal deadlines fire in the order they were made.
        func precedes(_ other: Entry) -> Bool {
            (deadline, number) < (other.deadline, other.number)
        }
    }

    private var heap: [Entry] = []
    private var bodies: [UInt64: Body] = [:]
    private var last: UInt64 = 0

    var count: Int { bodies.count }

    mutating func add(deadline: MonotonicTime, _ body: @escaping Body) -> TimerID {
        last += 1
        bodies[last] = body
        heap.append(Entry(deadline: deadline, number: last))
        siftUp(heap.count - 1)
        return TimerID(number: last)
    }

    mutating func cancel(_ id: TimerID) {
        bodies[id.number] = nil
        if heap.count > 64 && heap.count > 4 * bodies.count { dropCancelled() }
    }

    /// The earliest deadline.
    mutating func next() -> MonotonicTime? {
        while let first = heap.first {
            if bodies[first.number] != nil { return first.deadline }
            removeFirst()
        }
        return nil
    }

    /// Takes out one closure that is due.
    mutating func popDue(at now: MonotonicTime) -> Body? {
        while let first = heap.first, first.deadline <= now {
            removeFirst()
            if let body = bodies.removeValue(forKey: first.number) { return body }
        }
        return nil
    }

    private mutating func dropCancelled() {
        heap = heap.filter { bodies[$0.number] != nil }
        heap.sort { $0.precedes($1) }
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
                if heap[child].precedes(heap[smallest]) { smallest = child }
            }
            if smallest == index { return }
            heap.swapAt(index, smallest)
            index = smallest
        }
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0, heap[index].precedes(heap[(index - 1) / 2]) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }
}
