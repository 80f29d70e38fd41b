/// The known name that a mistyped one was probably meant to be.
package enum NearestName {
    /// Nil when none is near: at most a third of the letters may differ, two at least.
    package static func of(_ name: String, among names: some Sequence<String>) -> String? {
        let limit = max(2, name.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in names {
            let distance = distance(Array(name), Array(candidate))
            if distance <= limit, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    /// As the end of an error: `did you mean "listen"?`.
    package static func hint(_ name: String, among names: some Sequence<String>) -> String? {
        of(name, among: names).map { "did you mean \"\($0)\"?" }
    }

    /// Edits (insert, delete, replace, swap of neighbours) from one word to the other.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let same = left[row] == right[column]
                var cost = min(
                    last[column + 1] + 1, current[column] + 1, last[column] + (same ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
