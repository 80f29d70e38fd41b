import Glibc

/// The process's environment; an empty variable counts as none.
struct Environment: Sendable {
    private let values: [String: String]?

    /// - Parameter values: instead of the process's own, for tests.
    init(_ values: [String: String]? = nil) { self.values = values }

    subscript(name: String) -> String? {
        let value = values.map { $0[name] } ?? getenv(name).map { String(cString: $0) }
        return value?.isEmpty == false ? value : nil
    }

    /// The user's folder for one kind of file (XDG base directories), without our part.
    func folder(_ variable: String, default path: String) -> String? {
        // A relative path is to be ignored, says the specification.
        if let folder = self[variable], folder.hasPrefix("/") { return folder }
        return self["HOME"].map { $0 + "/" + path }
    }

    var configurationFolder: String? {
        folder("XDG_CONFIG_HOME", default: ".config").map { $0 + "/roost" }
    }
}
