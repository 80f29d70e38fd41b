/// Which end of the connection this is. A client masks its frames, a server doesn't.
package enum WebSocketRole: Sendable {
    case client, server
}
