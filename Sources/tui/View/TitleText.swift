/// The terminal's title: `(3) #general · Roost`.
enum TitleText {
    static func of(_ model: AppModel) -> String {
        guard model.phase == .chat, let open = model.open else { return "roost" }
        let mentions = model.channels.values.reduce(0) { $0 + $1.mentions }
        let count = mentions > 0 ? "(\(mentions)) " : ""
        let place = "#" + Sanitizer.line(model.name(of: open))
        guard let guild = model.guild?.name, !guild.isEmpty else { return count + place }
        return count + place + " · " + Sanitizer.line(guild)
    }
}
