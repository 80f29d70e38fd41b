import CChatLinux
import ChatBase
import Glibc

/// The terminal, for questions: also when standard input or output is something else.
struct Console {
    private let device: TerminalDevice

    /// Nil where there is nobody to ask.
    init?() {
        guard let device = TerminalDevice() else { return nil }
        self.device = device
    }

    /// Asks, and reads one line. A secret is not shown while it is typed.
    func ask(_ question: String, isSecret: Bool = false) -> String? {
        device.write(Array(question.utf8))
        device.drain(milliseconds: 1000)
        if isSecret { device.setEcho(false) }
        defer {
            if isSecret {
                device.restore()
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
