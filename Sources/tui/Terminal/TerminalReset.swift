import CChatLinux
import ChatBase
import Glibc

/// `roost reset`: makes a terminal usable again whose client was killed.
enum TerminalReset {
    /// False where there is no terminal.
    static func run() -> Bool {
        guard let device = TerminalDevice() else { return false }
        var modes = device.savedModes
        // What raw mode takes away and the kernel gives a new terminal, no more.
        modes.c_iflag |= tcflag_t(ICRNL | IXON)
        modes.c_iflag &= ~tcflag_t(IGNBRK | INLCR | IGNCR)
        modes.c_oflag |= tcflag_t(OPOST | ONLCR)
        modes.c_cflag |= tcflag_t(CREAD | CS8)
        modes.c_lflag |= tcflag_t(ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE)
        modes.c_lflag &= ~tcflag_t(ECHONL | NOFLSH | TOSTOP)
        tcsetattr(device.descriptor, TCSANOW, &modes)
        device.write(Array(TerminalModes.reset.utf8))
        device.drain(milliseconds: 1000)
        return true
    }
}
