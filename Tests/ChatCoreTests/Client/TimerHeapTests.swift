import ChatBase
import Testing

@testable import ChatCore

@Suite struct TimerHeapTests {
    @Test func `timers come in the order of their deadlines, cancelled ones never`() {
        var random = SeededRandom(seed: 3)
        var heap = TimerHeap()
        var ids: [(id: UInt64, time: Int64)] = []
        for _ in 0..<500 {
            let time = Int64(random.next() % 100)
            let id = heap.insert(at: MonotonicTime(nanoseconds: time)) { _ in }
            ids.append((id, time))
        }
        for index in stride(from: 0, to: 500, by: 3) { heap.cancel(ids[index].id) }
        var due = 0
        for time in Int64(0)...100 {
            while heap.popDue(at: MonotonicTime(nanoseconds: time)) != nil { due += 1 }
            let expected = ids.enumerated().filter { $0.offset % 3 != 0 && $0.element.time <= time }
            #expect(due == expected.count)
        }
        let earliest = heap.earliest
        #expect(earliest == nil)
    }
}
