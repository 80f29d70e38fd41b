import ChatSQLite

/// Why the data of a server can't be opened, copied or restored. For the person who
/// starts it; requests get an `APIError`.
package struct StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case locked, newerSchema, foreign, notFound, exists, readOnly, full, damaged, system
    }

    package let code: Code
    /// What happened and what to do about it.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package init(_ error: SQLiteError, path: String) {
        let code: Code =
            if error.isDiskFull {
                .full
            } else if error.isReadOnly {
                .readOnly
            } else if error.isCorrupt {
                .damaged
            } else {
                .system
            }
        self.init(code, "\(path): \(error)")
    }

    package init(_ error: SchemaError, path: String) {
        switch error {
        case .newer: self.init(.newerSchema, "\(path): \(error)")
        case .foreign: self.init(.foreign, "\(path): \(error)")
        case .failed(let failure): self.init(failure, path: path)
        }
    }

    package var description: String { message }
}
