/// The sources of a loop, found by slot and generation in constant time.
struct SlotTable {
    private struct Slot {
        var generation: UInt32 = 1
        var source: (any EventSource)?
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []

    mutating func insert(_ source: any EventSource) -> (slot: UInt32, generation: UInt32) {
        if let slot = free.popLast() {
            slots[Int(slot)].source = source
            return (slot, slots[Int(slot)].generation)
        }
        slots.append(Slot(source: source))
        return (UInt32(slots.count - 1), 1)
    }

    mutating func remove(slot: UInt32, generation: UInt32) {
        guard find(slot: slot, generation: generation) != nil else { return }
        slots[Int(slot)].source = nil
        slots[Int(slot)].generation &+= 1
        free.append(slot)
    }

    func find(slot: UInt32, generation: UInt32) -> (any EventSource)? {
        guard slot < slots.count, slots[Int(slot)].generation == generation else { return nil }
        return slots[Int(slot)].source
    }

    var all: [any EventSource] { slots.compactMap(\.source) }
}
