import Testing

/// The tests over real sockets. They wait on threads of Swift's pool, so one runs at a time
/// and leaves the pool to others.
@Suite(.serialized) enum LiveGateway {}
