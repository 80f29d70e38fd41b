import ChatBase

/// Threads that do nothing but hash passwords, so that a login never stalls a loop.
/// The queue is bounded: a flood of logins is answered "try again" at once.
package final class PasswordWorkers: Sendable {
    package enum Outcome: Sendable, Equatable {
        case hashed(String)
        case matches(needsRehash: Bool)
        case mismatch
        /// The queue is full or memory is short; nothing was tried.
        case busy
    }

    private enum Work: Sendable {
        case hash(String, salt: [UInt8])
        /// Nil stands for "no such account": as much work is done, and it never matches.
        case verify(String, against: String?)
    }

    private struct Job: Sendable {
        let work: Work
        let completion: @Sendable (Outcome) -> Void
    }

    private struct State {
        var jobs: [Job] = []
        var isStopping = false
    }

    private let hasher: PasswordHasher
    private let capacity: Int
    private let state = Condition(State())
    private let threads = Lock<[Thread]>([])
    /// Hashed once, so that a login with an unknown name takes as long as any other.
    private let decoy: Lock<String?>

    package init(hasher: PasswordHasher, threads count: Int, capacity: Int) {
        self.hasher = hasher
        self.capacity = capacity
        decoy = Lock(nil)
        threads.withLock { threads in
            for index in 0..<count {
                threads.append(Thread(name: "argon2-\(index)") { [self] in run() })
            }
        }
    }

    /// - Parameter completion: called on a worker thread, or at once with `.busy`.
    package func hash(_ password: String, _ completion: @escaping @Sendable (Outcome) -> Void) {
        var random = SystemRandom()
        submit(Job(work: .hash(password, salt: random.bytes(16)), completion: completion))
    }

    /// - Parameter encoded: nil for an account that does not exist.
    package func verify(
        _ password: String, against encoded: String?,
        _ completion: @escaping @Sendable (Outcome) -> Void
    ) {
        submit(Job(work: .verify(password, against: encoded), completion: completion))
    }

    /// Finishes what is queued, then ends the threads.
    package func stop() {
        state.update { $0.isStopping = true }
        for thread in threads.withLock({ threads in
            let all = threads
            threads = []
            return all
        }) { thread.join() }
    }

    private func submit(_ job: Job) {
        let taken = state.update { [capacity] state in
            guard !state.isStopping, state.jobs.count < capacity else { return false }
            state.jobs.append(job)
            return true
        }
        if !taken { job.completion(.busy) }
    }

    private func run() {
        while true {
            let job: Job? = state.wait { state in
                if !state.jobs.isEmpty { return .some(.some(state.jobs.removeFirst())) }
                return state.isStopping ? .some(.none) : nil
            }
            guard let job else { return }
            job.completion(perform(job.work))
        }
    }

    private func perform(_ work: Work) -> Outcome {
        switch work {
        case .hash(let password, let salt):
            return hasher.hash(password, salt: salt).map { .hashed($0) } ?? .busy
        case .verify(let password, let encoded?):
            guard hasher.verify(password, encoded) else { return .mismatch }
            return .matches(needsRehash: hasher.isOutdated(encoded))
        case .verify(let password, nil):
            _ = hasher.verify(password, decoyHash() ?? "")
            return .mismatch
        }
    }

    private func decoyHash() -> String? {
        if let hash = decoy.withLock({ $0 }) { return hash }
        var random = SystemRandom()
        let hash = hasher.hash(Hex.encode(random.bytes(16)), salt: random.bytes(16))
        decoy.withLock { $0 = hash }
        return hash
    }
}
