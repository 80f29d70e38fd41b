/// What a database is made with and keeps.
package struct ServerKeys: Sendable, Hashable {
    package let epoch: Epoch
    /// 32 bytes: seals cursors.
    package let cursorKey: [UInt8]
    /// 32 bytes: hides in ids how many others were made.
    package let snowflakeKey: [UInt8]
}
