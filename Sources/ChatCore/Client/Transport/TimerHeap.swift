import ChatBase

/// Deadlines in a binary heap. A cancelled timer stays in the heap, without its body,
/// until its time comes.
struct TimerHeap {
    typealias Body = (NetworkLoop) -> Void

    private var heap: [(deadline: MonotonicTime, id: UInt64)] = []
    private var bodies: [UInt64: Body] = [:]
    private var lastID: UInt64 = 0

    /// The earliest deadline, or nil when there is none.
    var earliest: MonotonicTime? {
        mutating get {
            dropCancelled()
            return heap.first?.deadline
        }
    }

    mutating func insert(at deadline: MonotonicTime, _ body: @escaping Body) -> UInt64 {
        lastID += 1
        bodies[lastID] = body
        heap.append((deadline, lastID))
        siftUp(heap.count - 1)
        return lastID
    }

    mutating func cancel(_ id: UInt64) { bodies[id] = nil }

    /// Removes and returns one timer whose time has come.
    mutating func popDue(at now: MonotonicTime) -> Body? {
        dropCancelled()
        guard let first = heap.first, first.deadline <= now else { return nil }
        removeFirst()
        return bodies.removeValue(forKey: first.id)
    }

    private mutating func dropCancelled() {
        while let first = heap.first, bodies[first.id] == nil { removeFirst() }
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        siftDown(0)
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].deadline, heap[left].id) < (heap[right].deadline, heap[right].id)
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0, isBefore(index, (index - 1) / 2) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < heap.count && isBefore(child, smallest) {
                smallest = child
            }
            if smallest == index { return }
            heap.swapAt(index, smallest)
            index = smallest
        }
    }
}
