@testable import tui

/// A terminal as xterm, the Linux console and screen agree on it: what curses writes for
/// their terminfo entries, and our own frames, modes and links. Anything else is recorded
/// in `unknown`, and a test fails on it.
struct TerminalEmulator {
    struct Cell: Equatable {
        var text = " "
        /// 0 for the right half of a wide character.
        var width = 1
        var style = Style.plain
    }

    private(set) var columns: Int
    private(set) var rows: Int
    private(set) var cells: [[Cell]]
    private(set) var row = 0
    private(set) var column = 0
    private(set) var isCursorShown = true
    private(set) var modes: Set<Int> = []
    private(set) var unknown: [String] = []
    private(set) var bells = 0
    var style = Style.plain
    private var wrapsNext = false
    private var inserts = false
    private var region: ClosedRange<Int>
    private var saved: (row: Int, column: Int, style: Style) = (0, 0, .plain)
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
        region = 0...(rows - 1)
    }

    /// As terminals do it: content stays at the top left.
    mutating func resize(columns: Int, rows: Int) {
        let blank = Array(repeating: Cell(), count: columns)
        cells = (0..<rows).map { row in
            guard row < cells.count else { return blank }
            return (0..<columns).map { $0 < cells[row].count ? cells[row][$0] : Cell() }
        }
        self.columns = columns
        self.rows = rows
        region = 0...(rows - 1)
        row = min(row, rows - 1)
        column = min(column, columns - 1)
        wrapsNext = false
    }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        pending.append(contentsOf: bytes)
        var index = 0
        while index < pending.count, let length = take(at: index) { index += length }
        pending.removeFirst(index)
    }

    var hasRest: Bool { !pending.isEmpty }

    // MARK: Bytes

    private mutating func take(at index: Int) -> Int? {
        switch pending[index] {
        case 0x1B: return takeEscape(at: index)
        case 0x07: bells += 1
        case 0x08: move(to: column - 1)
        case 0x09: move(to: (column / 8 + 1) * 8)
        case 0x0A: lineFeed()
        case 0x0D: move(to: 0)
        case 0x00, 0x0E, 0x0F: break
        case 0..<0x20, 0x7F: unknown.append("C0 \(pending[index])")
        default:
            guard case .scalar(let scalar, let length) = UTF8Scanner.scan(pending[index...]) else {
                return nil
            }
            print(scalar)
            return length
        }
        return 1
    }

    private mutating func takeEscape(at index: Int) -> Int? {
        guard index + 1 < pending.count else { return nil }
        switch pending[index + 1] {
        case UInt8(ascii: "["):
            guard
                let end = pending[(index + 2)...].firstIndex(where: { (0x40...0x7E).contains($0) })
            else { return nil }
            let body = String(decoding: pending[(index + 2)..<end], as: UTF8.self)
            control(Unicode.Scalar(pending[end]), body)
            return end + 1 - index
        case UInt8(ascii: "]"):
            let text = String(decoding: pending[(index + 2)...], as: UTF8.self)
            guard let end = text.firstRange(of: "\u{1B}\\") else { return nil }
            operatingSystem(String(text[..<end.lowerBound]))
            return text[..<end.upperBound].utf8.count + 2
        case UInt8(ascii: "("), UInt8(ascii: ")"): return 3
        case UInt8(ascii: "7"): saved = (row, column, style)
        case UInt8(ascii: "8"):
            (row, column, style) = (saved.row, saved.column, saved.style)
            wrapsNext = false
        case UInt8(ascii: "M"):
            if row == region.lowerBound { scroll(by: -1, in: region) } else { row -= 1 }
        case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "\\"): break
        default: unknown.append("ESC \(Unicode.Scalar(pending[index + 1]))")
        }
        return 2
    }

    private mutating func operatingSystem(_ text: String) {
        let parts = text.split(separator: ";", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "8" else {
            unknown.append("OSC \(text)")
            return
        }
        style.link = parts[2].isEmpty ? nil : String(parts[2])
    }

    private mutating func control(_ final: Unicode.Scalar, _ body: String) {
        if body.hasPrefix("?") {
            let numbers = body.dropFirst().split(separator: ";").compactMap { Int($0) }
            if final == "h" { modes.formUnion(numbers) }
            if final == "l" { modes.subtract(numbers) }
            if numbers == [25] { isCursorShown = final == "h" }
            return
        }
        let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        let first = max(numbers[0] ?? 1, 1)
        switch final {
        case "H":
            row = min(first, rows) - 1
            move(to: (numbers.count > 1 ? numbers[1] ?? 1 : 1) - 1)
        case "A": row = max(row - first, 0)
        case "B": row = min(row + first, rows - 1)
        case "C": move(to: column + first)
        case "D": move(to: column - first)
        case "G": move(to: first - 1)
        case "d": row = min(first, rows) - 1
        case "m": style.select(numbers)
        case "r":
            let last = min(numbers.count > 1 ? numbers[1] ?? rows : rows, rows) - 1
            region = min(first - 1, last)...last
            (row, column) = (0, 0)
        case "h" where body == "4": inserts = true
        case "l" where body == "4": inserts = false
        case "t", "h", "l", "c": break
        default: change(final, first, numbers[0] ?? 0, body)
        }
        if final != "m" { wrapsNext = false }
    }

    // MARK: Changing cells

    private mutating func change(_ final: Unicode.Scalar, _ count: Int, _ kind: Int, _ body: String)
    {
        switch final {
        case "J":
            erase(row, column..<columns)
            for below in (row + 1)..<max(rows, row + 1) { erase(below, 0..<columns) }
            if kind == 2 { for above in 0...row { erase(above, 0..<columns) } }
        case "K": erase(row, kind == 1 ? 0..<(column + 1) : column..<columns)
        case "X": erase(row, column..<min(column + count, columns))
        case "@": insertBlanks(min(count, columns - column))
        case "P":
            let count = min(count, columns - column)
            split(at: column)
            split(at: column + count)
            cells[row].removeSubrange(column..<(column + count))
            cells[row] += Array(repeating: erased, count: count)
        case "L": scroll(by: -count, in: row...region.upperBound)
        case "M": scroll(by: count, in: row...region.upperBound)
        case "S": scroll(by: count, in: region)
        case "T": scroll(by: -count, in: region)
        case "b":
            let last = cells[row][max(column - (wrapsNext ? 0 : 1), 0)].text
            for _ in 0..<count { print(last.unicodeScalars.first!) }
        case "Z": move(to: max((column - 1) / 8 * 8, 0))
        default: unknown.append("CSI \(body)\(final)")
        }
    }

    /// Terminals with `bce` erase with the background.
    private var erased: Cell { Cell(style: Style(on: style.background)) }

    private mutating func erase(_ row: Int, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        split(at: range.lowerBound, in: row)
        split(at: range.upperBound, in: row)
        for column in range { cells[row][column] = erased }
    }

    private mutating func insertBlanks(_ count: Int) {
        split(at: column)
        cells[row].insert(contentsOf: Array(repeating: erased, count: count), at: column)
        split(at: columns)
        cells[row].removeLast(cells[row].count - columns)
    }

    /// A wide character that is cut in two is gone.
    private mutating func split(at column: Int, in row: Int? = nil) {
        let row = row ?? self.row
        guard column > 0, column < cells[row].count, cells[row][column].width == 0 else { return }
        cells[row][column - 1].text = " "
        cells[row][column - 1].width = 1
        cells[row][column].width = 1
    }

    private mutating func print(_ scalar: Unicode.Scalar) {
        let width = TextWidth.of(scalar)
        if width == 0 {
            let at = wrapsNext ? column : max(column - 1, 0)
            let base = cells[row][at].width == 0 ? at - 1 : at
            cells[row][base].text.unicodeScalars.append(scalar)
            return
        }
        if wrapsNext || column + width > columns {
            lineFeed()
            move(to: 0)
        }
        if inserts { insertBlanks(width) }
        split(at: column)
        split(at: column + width)
        cells[row][column] = Cell(text: String(scalar), width: width, style: style)
        if width == 2 { cells[row][column + 1] = Cell(text: " ", width: 0, style: style) }
        wrapsNext = column + width == columns
        column = min(column + width, columns - 1)
    }

    private mutating func lineFeed() {
        wrapsNext = false
        if row == region.upperBound {
            scroll(by: 1, in: region)
        } else {
            row = min(row + 1, rows - 1)
        }
    }

    private mutating func move(to column: Int) {
        self.column = min(max(column, 0), columns - 1)
        wrapsNext = false
    }

    private mutating func scroll(by count: Int, in region: ClosedRange<Int>) {
        let blank = Array(repeating: erased, count: columns)
        for _ in 0..<min(abs(count), region.count) {
            cells.remove(at: count > 0 ? region.lowerBound : region.upperBound)
            cells.insert(blank, at: count > 0 ? region.upperBound : region.lowerBound)
        }
    }
}

extension Style {
    /// SGR.
    fileprivate mutating func select(_ numbers: [Int?]) {
        var rest = numbers.map { $0 ?? 0 }[...]
        while let number = rest.popFirst() {
            switch number {
            case 0: self = Style(link: link)
            case 1: attributes.insert(.bold)
            case 2: attributes.insert(.dim)
            case 3: attributes.insert(.italic)
            case 4: attributes.insert(.underline)
            case 7: attributes.insert(.reverse)
            case 22: attributes.subtract([.bold, .dim])
            case 23: attributes.remove(.italic)
            case 24: attributes.remove(.underline)
            case 27: attributes.remove(.reverse)
            case 30...37: foreground = .indexed(UInt8(number - 30))
            case 39: foreground = .standard
            case 40...47: background = .indexed(UInt8(number - 40))
            case 49: background = .standard
            case 90...97: foreground = .indexed(UInt8(number - 82))
            case 100...107: background = .indexed(UInt8(number - 92))
            case 38, 48:
                let color = Color.indexed(UInt8(rest.dropFirst().first ?? 0))
                rest = rest.dropFirst(2)
                if number == 38 { foreground = color } else { background = color }
            default: break
            }
        }
    }
}
