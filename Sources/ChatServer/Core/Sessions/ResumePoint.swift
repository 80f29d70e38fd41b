import ChatCore

/// Where a client left the stream.
package struct ResumePoint: Sendable, Hashable {
    package let principal: Principal
    /// The last row that it has.
    package let position: Int64
    /// What it saw there.
    package let view: View
    package let numbering: Numbering?

    /// v=10: how its frames are counted.
    package struct Numbering: Sendable, Hashable {
        /// Nil when the client comes by cursor and has no session yet.
        package let session: SessionID?
        /// The last number that it has.
        package let s: Int64
        package let intents: Intents

        package init(session: SessionID?, s: Int64, intents: Intents) {
            self.session = session
            self.s = s
            self.intents = intents
        }
    }

    package init(principal: Principal, position: Int64, view: View, numbering: Numbering?) {
        self.principal = principal
        self.position = position
        self.view = view
        self.numbering = numbering
    }
}
