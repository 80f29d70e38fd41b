import CChatLinux
import Glibc

/// Leaves the terminal sane when the process crashes. The handler uses only what was laid
/// out beforehand and calls only what is async-signal-safe: write, tcsetattr, fcntl.
enum CrashGuard {
    private struct State {
        var descriptor: Int32 = -1
        var modes = termios()
        var reset: UnsafeMutableBufferPointer<UInt8> = .allocate(capacity: 0)
    }

    // nonisolated(unsafe): written by `arm` and `disarm` on the UI thread while no handler
    // runs; a pointer that never changes, so that the handler needs no initialiser.
    nonisolated(unsafe) private static let state: UnsafeMutablePointer<State> = {
        let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
        var initial = State()
        let bytes = Array(TerminalModes.reset.utf8)
        initial.reset = .allocate(capacity: bytes.count)
        _ = initial.reset.initialize(from: bytes)
        state.initialize(to: initial)
        return state
    }()

    private static let signals = [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE]
    private static let stackSize = 64 * 1024

    /// From now on a crash writes the reset string to the terminal, puts its modes back
    /// and then takes its course.
    static func arm(descriptor: Int32, modes: termios) {
        state.pointee.modes = modes
        state.pointee.descriptor = descriptor
        // A stack of its own, for the crash may be an overflow of the other.
        var stack = stack_t()
        stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: stackSize, alignment: 16)
        stack.ss_size = stackSize
        sigaltstack(&stack, nil)
        for signal in signals {
            var action = sigaction()
            // The default action is back, and the signal waits until the handler returns. A
            // fault would recur by itself; a signal that was sent would not.
            action.__sigaction_handler.sa_handler = { @Sendable signal in
                CrashGuard.restore()
                raise(signal)
            }
            action.sa_flags = Int32(SA_ONSTACK) | Int32(bitPattern: UInt32(SA_RESETHAND))
            sigaction(signal, &action, nil)
        }
    }

    /// The terminal is as it was; a crash from now on leaves it alone.
    static func disarm() { state.pointee.descriptor = -1 }

    private static func restore() {
        let descriptor = state.pointee.descriptor
        guard descriptor >= 0 else { return }
        _ = cchat_fcntl(descriptor, F_SETFL, O_RDWR)
        _ = write(descriptor, state.pointee.reset.baseAddress, state.pointee.reset.count)
        tcsetattr(descriptor, TCSANOW, &state.pointee.modes)
    }
}
