import ChatCore

extension Transaction {
    /// A channel as its viewer is told of it; nil when it is not in the view.
    func shownChannel(_ id: ChannelID, for view: View) throws(APIError) -> Channel? {
        community.channel(
            id, for: view, lastMessageID: try store.lastMessage(in: id),
            lastN: try lastN(of: .channel(id)))
    }

    /// The same password hashed with other parameters: nobody is signed out.
    mutating func replacePasswordHash(_ hash: String, of user: UserID) throws(APIError) {
        try store.savePassword(hash, of: user)
        accounts.passwords[user] = hash
    }
}
