import ChatCore

extension Link {
    init?(_ state: ConnectionState) {
        switch state {
        case .connecting: self = .connecting
        case .starting: self = .resuming
        case .live: self = .live
        case .waiting(_, let reason): self = .waiting(reason)
        case .closed: return nil
        }
    }
}
