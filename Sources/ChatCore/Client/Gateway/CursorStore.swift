/// Where a program keeps its resume point between runs.
public protocol CursorStore: Sendable {
    /// The point where the last run left off; nil at the first run.
    func load() throws(ChatError) -> ResumePoint?
    /// Replaces it; nil forgets it.
    func save(_ point: ResumePoint?) throws(ChatError)
}

/// A resume point in a file, replaced by rename.
public struct CursorFile: CursorStore {
    /// Where the file is.
    public let path: String

    /// A file that need not exist yet; its folder must.
    public init(path: String) { self.path = path }

    /// The stored point; a damaged file counts as none.
    public func load() throws(ChatError) -> ResumePoint? {
        guard let bytes = try PrivateFile.read(path) else { return nil }
        return ResumePoint(text: String(decoding: bytes, as: UTF8.self))
    }

    /// Replaces the file.
    public func save(_ point: ResumePoint?) throws(ChatError) {
        // An older point after a power cut only repeats events: no need to wait for the disk.
        let text = point.map { $0.text + "\n" } ?? ""
        try PrivateFile.replace(path, with: Array(text.utf8), isDurable: false)
    }
}
