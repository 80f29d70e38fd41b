import CChatLinux
import ChatBase
import Glibc

/// The tty through an open description of our own, so that making it non-blocking changes
/// nothing for the shell or for others who hold it.
final class TerminalDevice {
    let descriptor: Int32
    private let saved: termios
    private(set) var isRaw = false
    private var output: [UInt8] = []
    private var written = 0

    /// Nil where the process has no terminal.
    init?() {
        let flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        var descriptor = cchat_open("/dev/tty", flags, 0)
        if descriptor < 0, let name = ttyname(STDIN_FILENO) {
            descriptor = cchat_open(name, flags, 0)
        }
        var modes = termios()
        guard descriptor >= 0, tcgetattr(descriptor, &modes) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            return nil
        }
        self.descriptor = descriptor
        saved = modes
    }

    deinit { close(descriptor) }

    var savedModes: termios { saved }

    func makeRaw() {
        var modes = saved
        cfmakeraw(&modes)
        tcsetattr(descriptor, TCSANOW, &modes)
        isRaw = true
    }

    /// For typing a secret; `restore` shows again what is typed.
    func setEcho(_ isOn: Bool) {
        var modes = saved
        if !isOn { modes.c_lflag &= ~tcflag_t(ECHO) }
        tcsetattr(descriptor, TCSAFLUSH, &modes)
    }

    func restore() {
        var modes = saved
        tcsetattr(descriptor, TCSANOW, &modes)
        isRaw = false
    }

    /// Columns and rows; 80 by 24 where the terminal doesn't say.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard cchat_ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
            size.ws_row > 0
        else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    // MARK: Input

    enum Input {
        case bytes(Int)
        case nothing
        case closed
    }

    func read(into buffer: inout [UInt8]) -> Input {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 { return .bytes(count) }
        if count < 0, errno == EAGAIN || errno == EINTR { return .nothing }
        return .closed
    }

    // MARK: Output

    /// Whether the terminal takes no more for now.
    var isBackedUp: Bool { written < output.count }

    /// Queues bytes behind what waits and writes as much as goes.
    func write(_ bytes: [UInt8]) {
        output.append(contentsOf: bytes)
        flush()
    }

    func flush() {
        while written < output.count {
            let count = output.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            // A terminal that is gone takes everything.
            written = count < 0 ? output.count : written + count
        }
        output.removeAll(keepingCapacity: true)
        written = 0
    }

    /// Writes what is left, waiting for a slow terminal at most this long.
    func drain(milliseconds: Int32) {
        flush()
        var left = milliseconds
        while isBackedUp, left > 0 {
            var item = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = poll(&item, 1, 20)
            left -= 20
            flush()
        }
    }
}
