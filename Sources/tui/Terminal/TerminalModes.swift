/// The modes that curses doesn't know, as bytes.
enum TerminalModes {
    /// Bracketed paste and focus on; alternate scroll (the wheel as arrow keys) off, after
    /// saving how it was.
    static let enter = "\u{1B}[?2004h\u{1B}[?1004h\u{1B}[?1007s\u{1B}[?1007l"
    static let leave = mouseOff + "\u{1B}[?1004l\u{1B}[?2004l\u{1B}[?1007r"
    static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
    static let mouseOff = "\u{1B}[?1006l\u{1B}[?1000l"
    static let beginFrame = "\u{1B}[?2026h"
    static let endFrame = "\u{1B}[?2026l"

    /// Undoes whatever a client may have left behind, for a crash and for `roost reset`:
    /// frame, mouse, paste, focus, link, insert mode, scroll region, character sets,
    /// alternate screen, colours, cursor.
    static let reset =
        "\u{1B}\\\u{1B}[?2026l\u{1B}[?1006l\u{1B}[?1003l\u{1B}[?1002l\u{1B}[?1000l"
        + "\u{1B}[?1004l\u{1B}[?2004l\u{1B}[?1007r\u{1B}]8;;\u{1B}\\\u{1B}[4l\u{1B}[?1l\u{1B}>"
        + "\u{1B}[r\u{1B}(B\u{0F}\u{1B}[?1049l\u{1B}[0m\u{1B}[?25h\r\n"
}
