import CChatLinux
import ChatBase
import Glibc

/// The terminal, for questions: also when standard input or output is something else.
struct Console {
    private let device: TerminalDevice
    /// The terminal's modes while a secret is typed, to be put back by whoever ends the
    /// process meanwhile.
    private static let hidden = Lock<(descriptor: Int32, modes: termios)?>(nil)

    /// Nil where there is nobody to ask.
    init?() {
        guard let device = TerminalDevice() else { return nil }
        self.device = device
    }

    /// The process is to end: what is typed shows again.
    static func showTyping() {
        hidden.withLock { hidden in
            guard var modes = hidden?.modes, let descriptor = hidden?.descriptor else { return }
            tcsetattr(descriptor, TCSANOW, &modes)
        }
    }

    /// Asks, and reads one line. A secret is not shown while it is typed.
    func ask(_ question: String, isSecret: Bool = false) -> String? {
        device.write(Array(question.utf8))
        device.drain(milliseconds: 1000)
        if isSecret {
            Self.hidden.withLock { $0 = (device.descriptor, device.savedModes) }
            device.setEcho(false)
        }
        defer {
            if isSecret {
                device.restore()
                Self.hidden.withLock { $0 = nil }
                device.write([0x0A])
            }
        }
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        while true {
            var item = pollfd(fd: device.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&item, 1, -1)
            switch device.read(into: &buffer) {
            case .bytes(let count):
                line += buffer[..<count]
                if line.last == 0x0A {
                    return String(decoding: line.dropLast(), as: UTF8.self)
                }
                if line.count > 4096 { return nil }
            case .nothing: continue
            case .closed: return nil
            }
        }
    }
}
