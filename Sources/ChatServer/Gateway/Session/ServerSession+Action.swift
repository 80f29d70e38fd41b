import ChatCore

extension ServerSession {
    /// What the shell does for the session.
    package enum Action: Sendable, Hashable {
        case send([UInt8])
        case close(CloseCode, String)
        case identify(IdentifyRequest)
        case resume(ResumeRequest)
        /// Answer with op 11; on v=10 the client has all frames up to `sequence`.
        case heartbeat(sequence: Int64?)
        case setPresence(Presence.Status)
        case voiceState
        case requestMembers(MembersRequest)
        case subscribe(SubscribeRequest)
        case call(CallRequest)
    }
}
