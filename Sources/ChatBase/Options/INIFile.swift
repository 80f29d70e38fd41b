import CChatINI
import Glibc

/// The entries of an INI file in their order, read by libinih.
package struct INIFile: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package let section: String
        package let key: String
        package let value: String
        package let line: Int
    }

    package let path: String
    package let entries: [Entry]

    /// - Throws: `OptionProblem` with the system's reason.
    package init(path: String) throws(OptionProblem) {
        self = try Self(path: path, text: Self.read(path))
    }

    /// - Parameter path: names the file in errors.
    package init(path: String, text: [UInt8]) throws(OptionProblem) {
        let reader = Reader(text)
        let context = Unmanaged.passUnretained(reader).toOpaque()
        let failedLine = withExtendedLifetime(reader) {
            ini_parse_stream(Self.nextLine, context, Self.collect, context)
        }
        self.path = path
        entries = reader.entries
        if let line = reader.longLine {
            throw OptionProblem(
                .file(path: path, line: line), "the line is too long",
                fix: "at most \(reader.room - 2) bytes fit")
        }
        if failedLine > 0 {
            throw OptionProblem(
                .file(path: path, line: Int(failedLine)), "neither [section] nor key = value",
                fix: "begin comments with #")
        }
        guard failedLine == 0 else {
            throw OptionProblem(.file(path: path, line: nil), "cannot be parsed")
        }
    }

    private static func read(_ path: String) throws(OptionProblem) -> [UInt8] {
        guard let file = fopen(path, "re") else {
            throw OptionProblem(
                .file(path: path, line: nil), "cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes += chunk[..<count]
            if count == 0 { break }
        }
        guard ferror(file) == 0 else {
            throw OptionProblem(.file(path: path, line: nil), "cannot be read")
        }
        return bytes
    }

    // MARK: libinih's callbacks

    /// libinih as Debian builds it gives no line numbers; the reader counts them.
    private final class Reader {
        let text: [UInt8]
        var position = 0
        var line = 0
        var longLine: Int?
        var room = 0
        var entries: [Entry] = []

        init(_ text: [UInt8]) { self.text = text }
    }

    private static let nextLine: ini_reader = { buffer, capacity, stream in
        let reader = Unmanaged<Reader>.fromOpaque(stream!).takeUnretainedValue()
        guard let buffer, reader.position < reader.text.count else { return nil }
        reader.line += 1
        let rest = reader.text[reader.position...]
        let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? reader.text.count
        // A null byte would end the C string early: it reads as a blank. Blanks before a key
        // are dropped, for libinih takes an indented line for more of the value above.
        let line = rest[..<end].map { $0 == 0 ? UInt8(ascii: " ") : $0 }
            .drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        reader.position = end
        let room = Int(capacity) - 1
        reader.room = room
        if line.count > room, reader.longLine == nil { reader.longLine = reader.line }
        for (index, byte) in line.prefix(room).enumerated() {
            buffer[index] = CChar(bitPattern: byte)
        }
        buffer[min(line.count, room)] = 0
        return buffer
    }

    private static let collect: ini_handler = { user, section, name, value in
        let reader = Unmanaged<Reader>.fromOpaque(user!).takeUnretainedValue()
        guard let section, let name, let value else { return 0 }
        reader.entries.append(
            Entry(
                section: String(cString: section), key: String(cString: name),
                value: String(cString: value), line: reader.line))
        return 1
    }
}
