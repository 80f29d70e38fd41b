import ChatBase
import ChatCore
import Glibc
import Testing

@testable import ChatServer

/// No gap, no duplicate, no leak: random scripts against a whole server in virtual time.
/// `make sim SEED=n` repeats one; SIM_COUNT runs more.
@Suite(.serialized) struct NoLeakTests {
    private static func seeds(_ usual: UInt64) -> ClosedRange<UInt64> {
        if let seed = number("SIM_SEED") { return seed...seed }
        return 1...max(1, number("SIM_COUNT") ?? usual)
    }

    private static func number(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    @Test(arguments: Self.seeds(14))
    func clientsHaveWhatTheyMaySee(seed: UInt64) throws {
        let script = Script(seed: seed)
        let simulation = try Simulation(seed: seed)
        try simulation.run(script)
        #expect(simulation.problems.isEmpty, "\(Self.story(seed, simulation, script))")
    }

    @Test(arguments: Self.seeds(6))
    func whatIsHiddenChangesNothingForOutsiders(seed: UInt64) throws {
        let script = Script(seed: seed, length: 40)
        let views = try [true, false].map { withSecrets in
            let simulation = try Simulation(seed: seed, isShuffled: false)
            let script = script.comparable(withSecrets: withSecrets)
            try simulation.run(script, checkpoints: 1)
            #expect(simulation.problems.isEmpty, "\(Self.story(seed, simulation, script))")
            return Outside(simulation).lines
        }
        let difference = zip(views[0], views[1]).first { $0 != $1 }
        let isSame = views[0] == views[1]
        #expect(
            isSame,
            """
            seed \(seed): \(views[0].count) and \(views[1].count) lines, first different
            with:    \(difference?.0 ?? "")
            without: \(difference?.1 ?? "")
            \(Self.lines(script))
            """)
    }

    /// A server that is broken on purpose is caught, whatever it does.
    @Test(arguments: Wire.Fault.allCases)
    func brokenServersAreCaught(fault: Wire.Fault) throws {
        var struck = 0
        for seed in UInt64(1)...2 {
            let simulation = try Simulation(seed: seed, fault: fault)
            try simulation.run(Script(seed: seed, length: 40), checkpoints: 1)
            guard simulation.clients.contains(where: \.wire.hasStruck) else { continue }
            struck += 1
            #expect(!simulation.problems.isEmpty, "seed \(seed) misses \(fault)")
        }
        #expect(struck > 0)
    }

    /// The scripts reach what they are for.
    @Test func scriptsOverflowResumeAndRestart() throws {
        var (overflows, resumes, crashes) = (0, 0, 0)
        for seed in UInt64(1)...3 {
            let simulation = try Simulation(seed: seed)
            try simulation.run(Script(seed: seed), checkpoints: 1)
            overflows += simulation.overflows
            crashes += simulation.crashes
            resumes += simulation.clients.reduce(0) { $0 + $1.resumes }
        }
        #expect(overflows > 0 && resumes > 20 && crashes > 0, "\(overflows) \(resumes) \(crashes)")
    }

    private static func story(
        _ seed: UInt64, _ simulation: Simulation, _ script: Script
    ) -> String {
        """
        seed \(seed): make sim SEED=\(seed)
        \(simulation.problems.prefix(8).joined(separator: "\n"))
        \(lines(script))
        """
    }

    private static func lines(_ script: Script) -> String {
        script.ticks.enumerated().map { "\($0): \($1.actions) then \($1.pause)" }
            .joined(separator: "\n")
    }
}
