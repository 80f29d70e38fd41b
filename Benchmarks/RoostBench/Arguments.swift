/// A verb and pairs of `--name value`.
struct Arguments {
    struct Problem: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    let verb: String
    private var values: [String: String] = [:]

    init(_ words: ArraySlice<String>) throws(Problem) {
        verb = words.first ?? ""
        var rest = words.dropFirst()
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else {
                throw Problem("\(name): --NAME VALUE is wanted")
            }
            values[String(name.dropFirst(2))] = value
        }
    }

    mutating func text(_ name: String) throws(Problem) -> String {
        guard let value = values.removeValue(forKey: name) else {
            throw Problem("--\(name) is missing")
        }
        return value
    }

    mutating func integer(_ name: String, _ fallback: Int) throws(Problem) -> Int {
        guard let value = values.removeValue(forKey: name) else { return fallback }
        guard let number = Int(value), number >= 0 else {
            throw Problem("--\(name): \(value) is no number")
        }
        return number
    }
}
