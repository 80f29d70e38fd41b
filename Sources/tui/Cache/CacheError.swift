import ChatSQLite

/// Why the cache can't be used.
enum CacheError: Error, Sendable, CustomStringConvertible {
    case database(SQLiteError)
    case schema(SchemaError)

    var description: String {
        switch self {
        case .database(let error): "the local cache: \(error)"
        case .schema(let error): "the local cache: \(error)"
        }
    }
}
