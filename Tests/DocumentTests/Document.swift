import FoundationEssentials

/// A page of this repository, or the part of one between `BEGIN name` and `END name`.
///
/// Prose is written by hand; what a table in the code knows is written by the table. A test says so
/// when they differ, and `UPDATE_DOCUMENTS=1 swift test --filter DocumentTests` makes them the same.
struct Document {
    static let root =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private static let updates = ProcessInfo.processInfo.environment["UPDATE_DOCUMENTS"] != nil

    let path: String
    let text: String

    init(_ path: String) {
        self.path = "\(Self.root)/\(path)"
        let data = FileManager.default.contents(atPath: self.path) ?? Data()
        text = String(decoding: data, as: UTF8.self)
    }

    /// What stands between the marked lines; nil when the marks are missing.
    func region(_ name: String) -> String? {
        range(of: name).map { String(text[$0]) }
    }

    /// True when the whole page is `wanted`, or was made so.
    func matches(_ wanted: String) -> Bool {
        if text == wanted { return true }
        guard Self.updates else { return false }
        return save(wanted)
    }

    /// True when the part is `wanted`, or was made so.
    func matches(_ wanted: String, in name: String) -> Bool {
        guard let range = range(of: name) else { return false }
        if text[range] == wanted { return true }
        guard Self.updates else { return false }
        return save(text[..<range.lowerBound] + wanted + text[range.upperBound...])
    }

    private func range(of name: String) -> Range<String.Index>? {
        guard let begin = text.firstRange(of: "BEGIN \(name)\n"),
            let end = text[begin.upperBound...].firstRange(of: "END \(name)\n")
        else { return nil }
        let line = text[begin.upperBound..<end.lowerBound].lastIndex(of: "\n")
        return begin.upperBound..<(line.map(text.index(after:)) ?? begin.upperBound)
    }

    private func save(_ text: String) -> Bool {
        FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
    }
}
