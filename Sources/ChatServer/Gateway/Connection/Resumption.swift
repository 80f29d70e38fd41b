import ChatBase
import ChatCore

/// A replay on its way to a client.
struct Resumption {
    let plan: ResumePlan
    let intents: Intents?
    /// Everything up to here is read.
    var position: Int64
    /// Read and not sent yet: a page may be more than the socket's queue holds.
    var events: ArraySlice<Event> = []
    var replayed: Int
}
