import ChatBase
import ChatCore
import ChatTestKit
import Testing

@testable import ChatServer

/// The n-th write, sync, truncation, opening or read fails, for each n until none is
/// left: opening, working, checkpointing and closing included.
@Suite struct DiskFaultTests {
    @Test func aDiskThatFillsUpLosesNothing() throws {
        try everyFault(expecting: [.storageFull]) { .full(at: $0) }
    }

    @Test func aDiskThatIsFullForAMomentLosesNothing() throws {
        try everyFault(expecting: [.storageFull]) { .full(at: $0, isLasting: false) }
    }

    @Test(arguments: [DiskOperation.open, .read, .write, .sync, .truncate, .delete, .shareMemory])
    func aFailingOperationLosesNothing(_ operation: DiskOperation) throws {
        try everyFault(expecting: [.unavailable, .readOnly]) { .broken(operation, at: $0) }
    }

    @Test(arguments: [DiskOperation.write, .sync, .read])
    func aBrokenDiskLosesNothing(_ operation: DiskOperation) throws {
        try everyFault(expecting: [.unavailable]) {
            .broken(operation, at: $0, isLasting: true)
        }
    }

    /// - Parameter codes: what waiters may be told.
    private func everyFault(
        expecting codes: Set<ErrorCode>, _ fault: (Int) -> DiskFault
    ) throws {
        var failures = 0
        for phase in [Phase.opening, .working, .closing] {
            var ordinal = 1
            while try run(fault(ordinal), while: phase, codes) { ordinal += 1 }
            failures += ordinal - 1
        }
        #expect(failures > 0, "nothing ever failed")
    }

    private enum Phase {
        case opening, working, closing
    }

    /// False when the phase is through before the fault comes.
    private func run(
        _ fault: DiskFault, while phase: Phase, _ codes: Set<ErrorCode>
    ) throws -> Bool {
        let world = DiskWorld()
        let disk = world.disk
        var failed = false
        if phase == .opening {
            disk.fail(fault)
            do throws(StorageError) {
                try world.open()
            } catch {
                // Nothing is half open: the same place opens when the disk is mended.
                #expect(disk.failures > 0, "\(error)")
                #expect(error.message.count > 20, "says what is wrong")
                if codes == [.storageFull] { #expect(error.code == .full, "\(error)") }
            }
            failed = disk.failures > 0
            disk.repair()
        }
        let engine = if let open = world.engine { open } else { try world.open() }
        #expect(engine.snapshot.community.channels.count == 3)
        let general = try #require(
            engine.snapshot.community.channels.values.first { $0.name == "general" })
        let senders = try Senders(3, in: general.id, on: engine)

        if phase == .working { disk.fail(fault) }
        senders.run(on: engine, steps: 12, attempts: 2)
        for error in senders.takeErrors() {
            #expect(codes.contains(error.code), "\(error) by \(fault)")
        }
        if phase == .working {
            failed = disk.failures > 0
            disk.repair()
            #expect(Promises.broken(in: world, senders) == [], "\(fault)")
            senders.run(on: engine, steps: 12)
            #expect(senders.takeErrors() == [], "\(fault): it works again")
        }
        #expect(senders.people.allSatisfy { $0.next == 12 })

        if phase == .closing { disk.fail(fault) }
        world.close()
        if phase == .closing { failed = disk.failures > 0 }
        disk.repair()
        disk.cutPower(keepsSome: fault.ordinal % 2 == 0)
        disk.restorePower()
        try world.open()
        #expect(Promises.broken(in: world, senders) == [], "\(fault), opened again")
        return failed
    }
}
