import ChatCore

extension Link {
    init?(_ state: ConnectionState) {
        switch state {
        case .connecting: self = .connecting
        case .starting: self = .resuming
        case .live: self = .live
        case .waiting: self = .waiting
        case .closed: return nil
        }
    }
}
