/// Why a database can't be used.
package enum SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Written by a later release.
    case newer(found: Int, supported: Int)
    /// A SQLite file of some other program.
    case foreign
    case failed(SQLiteError)

    package var description: String {
        switch self {
        case .newer(let found, let supported):
            "the database has schema \(found), written by a newer release; "
                + "this one knows up to \(supported). Start the newer release, or restore "
                + "a backup made by this one."
        case .foreign: "the file is a database of another program"
        case .failed(let error): error.description
        }
    }
}
