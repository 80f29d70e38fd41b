import ChatCore

/// As much of a log row as numbering needs.
package struct RowHead: Sendable, Hashable {
    package let position: Int64
    package let scope: Scope
    package let type: LogType

    package init(position: Int64, scope: Scope, type: LogType) {
        self.position = position
        self.scope = scope
        self.type = type
    }
}

extension LogRow {
    package var head: RowHead { RowHead(position: position, scope: scope, type: type) }
}
