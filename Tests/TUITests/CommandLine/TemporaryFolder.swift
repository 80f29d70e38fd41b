import Glibc

/// A folder that is gone when the test is over.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/roost-test-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no folder for temporary files")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.removeTree(path) }

    private static func removeTree(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { removeTree(path + "/" + name) }
            }
            closedir(folder)
        }
        remove(path)
    }
}
