import ChatBase
import Glibc

/// The screen as the loop sees it: frames go out whole, the modes are set and undone, and
/// a crash in between leaves the terminal sane.
final class Terminal {
    let device: TerminalDevice
    private let screen: CursesScreen
    private var isEntered = false
    private var usesMouse = true
    /// Where tests look for what the frames should show.
    private let dumpPath: String?
    /// Bytes that go out with the next frame.
    private var pending: [UInt8] = []

    /// Nil where there is no terminal.
    /// - Parameter environment: looks up a variable.
    init?(environment: (String) -> String?) {
        guard let device = TerminalDevice() else { return nil }
        var names = ["xterm-256color", "vt100"]
        if let name = environment("TERM"), !name.isEmpty { names.insert(name, at: 0) }
        let usesColor = (environment("NO_COLOR") ?? "").isEmpty
        guard let screen = CursesScreen(terminals: names, usesColor: usesColor) else { return nil }
        dumpPath = environment("ROOST_GRID_DUMP")
        self.device = device
        self.screen = screen
    }

    func enter() {
        guard !isEntered else { return }
        isEntered = true
        CrashGuard.arm(descriptor: device.descriptor, modes: device.savedModes)
        device.makeRaw()
        screen.invalidate()
        queue(TerminalModes.enter + (usesMouse ? TerminalModes.mouseOn : ""))
    }

    func leave() {
        guard isEntered else { return }
        isEntered = false
        pending = []
        device.write(Array(TerminalModes.leave.utf8) + screen.leave())
        device.drain(milliseconds: 1000)
        device.restore()
        CrashGuard.disarm()
    }

    /// Prepares for `enter` after something else may have had the terminal.
    func forget() {
        isEntered = false
        pending = []
        // The frame that follows begins with the alternate screen again.
        _ = screen.leave()
    }

    /// Shows the grid: one write, which the terminal may show at one stroke.
    func present(_ grid: CellGrid) {
        let frame = screen.frame(grid)
        defer { if let dumpPath { keep(grid, in: dumpPath) } }
        guard !frame.isEmpty || !pending.isEmpty else { return }
        device.write(
            pending + Array(TerminalModes.beginFrame.utf8) + frame
                + Array(TerminalModes.endFrame.utf8))
        pending = []
    }

    /// Replaces the file with the frame as text.
    private func keep(_ grid: CellGrid, in path: String) {
        try? LocalFile.replace(path, with: Array((grid.textDump + "\n").utf8))
    }

    func perform(_ request: TerminalRequest) {
        switch request {
        case .bell: queue("\u{7}")
        case .redraw: screen.invalidate()
        case .mouse(let isOn):
            guard isOn != usesMouse else { return }
            usesMouse = isOn
            queue(isOn ? TerminalModes.mouseOn : TerminalModes.mouseOff)
        case .title(let title): queue("\u{1B}]2;\(Sanitizer.line(title))\u{1B}\\")
        case .copy(let text): queue("\u{1B}]52;c;\(Base64.encode(Array(text.utf8)))\u{1B}\\")
        }
    }

    private func queue(_ text: String) { pending.append(contentsOf: text.utf8) }
}
