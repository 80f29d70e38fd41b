import ChatBase
import ChatWire
import Testing

@testable import ChatNet

@Suite struct OutputQueueTests {
    @Test func whatGoesInComesOutInOrderHoweverItIsCut() {
        var random = SeededRandom(seed: 7)
        for _ in 1...100 {
            var queue = OutputQueue()
            var expected: [UInt8] = []
            var written: [UInt8] = []
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 300, alignment: 1)
            defer { buffer.deallocate() }
            for _ in 1...200 {
                let bytes = random.bytes(Int.random(in: 0...100, using: &random))
                if Bool.random(using: &random) {
                    queue.append(bytes)
                    expected += bytes
                } else {
                    let start = Int.random(in: 0...bytes.count, using: &random)
                    let prefix = InlineBytes(random.bytes(Int.random(in: 0...20, using: &random)))
                    queue.append(
                        WireFrame(
                            prefix: prefix, tail: SharedBytes(bytes), range: start..<bytes.count))
                    expected += prefix.array + bytes[start...]
                }
                #expect(queue.bytes == expected.count - written.count)
                let count = queue.gather(into: buffer)
                #expect(count == min(300, queue.bytes))
                let taken = Int.random(in: 0...count, using: &random)
                written += buffer[..<taken]
                queue.consume(taken)
            }
            while !queue.isEmpty {
                let count = queue.gather(into: buffer)
                written += buffer[..<count]
                queue.consume(count)
            }
            #expect(written == expected)
            #expect(queue.count == 0)
        }
    }

    @Test func writtenBytesAreLetGo() {
        var queue = OutputQueue()
        weak var first: SharedBytes?
        do {
            let shared = SharedBytes([1, 2, 3])
            first = shared
            queue.append(WireFrame(prefix: InlineBytes(), tail: shared, range: 0..<3))
        }
        queue.append([4])
        #expect(first != nil)
        queue.consume(3)
        #expect(first == nil)
        #expect(queue.bytes == 1)
    }
}
