import Glibc

/// Where the shells get the time. Sans-IO code takes `now` as an argument instead.
package protocol TimeSource: Sendable {
    var now: MonotonicTime { get }
    var wall: WallTime { get }
}

/// The system's clocks.
package struct SystemTime: TimeSource {
    package init() {}

    package var now: MonotonicTime { MonotonicTime(nanoseconds: Self.read(CLOCK_MONOTONIC)) }
    package var wall: WallTime {
        WallTime(milliseconds: Self.read(CLOCK_REALTIME) / 1_000_000)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// A clock that tests move by hand.
package final class ManualTime: TimeSource {
    private let state: Lock<(now: MonotonicTime, wall: WallTime)>

    package init(wall: WallTime = WallTime(milliseconds: 1_767_323_045_678)) {
        state = Lock((MonotonicTime(nanoseconds: 1_000_000_000), wall))
    }

    package var now: MonotonicTime { state.withLock { $0.now } }
    package var wall: WallTime { state.withLock { $0.wall } }

    package func advance(by duration: Duration) {
        state.withLock {
            $0.now = $0.now + duration
            $0.wall = $0.wall + duration
        }
    }

    /// Moves the wall clock alone, as an administrator or NTP may.
    package func stepWall(by duration: Duration) {
        state.withLock { $0.wall = $0.wall + duration }
    }
}
