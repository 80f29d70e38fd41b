import ChatBase

/// Cuts bytes into pieces of random sizes.
func pieces(of bytes: [UInt8], _ random: inout SeededRandom, upTo limit: Int) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 1...limit, using: &random))
        pieces.append(Array(bytes[start..<end]))
        start = end
    }
    return pieces
}

/// The bytes with a few of them changed, doubled or left out.
func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    for _ in 0...Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(bytes[index], at: index)
        default: bytes.insert([0x0D, 0x0A, 0x00, 0x20].randomElement(using: &random)!, at: index)
        }
    }
    return bytes
}
