/// How an engine opens and runs.
package struct EngineSettings: Sendable {
    package var core = CoreSettings()
    /// The name of the community that a new database gets.
    package var communityName = "Roost"
    /// A new community begins with #welcome and #general.
    package var withChannels = true
    package var readers = 2
    /// A registered SQLite file system, such as one that injects faults; nil is the
    /// system's.
    package var vfs: String?

    package init() {}
}
