import ChatBase

extension ServerSession {
    package struct Settings: Sendable {
        package var dialect: Dialect
        /// Names this history of the log; READY and HELLO carry it.
        package var epoch: Epoch
        /// Well below the 60 s after which bot libraries give up a silent link.
        package var heartbeatInterval: Duration
        /// Bot libraries wait 5 s before they identify anew.
        package var identifyTimeout: Duration
        package var frameLimit: Int
        package var frameWindow: Duration
        /// How far back a cursor reaches.
        package var cursorRetention: Duration

        package init(
            dialect: Dialect, epoch: Epoch, heartbeatInterval: Duration = .milliseconds(41_250),
            identifyTimeout: Duration = .seconds(30), frameLimit: Int = 120,
            frameWindow: Duration = .seconds(60), cursorRetention: Duration = .seconds(2_592_000)
        ) {
            self.dialect = dialect
            self.epoch = epoch
            self.heartbeatInterval = heartbeatInterval
            self.identifyTimeout = identifyTimeout
            self.frameLimit = frameLimit
            self.frameWindow = frameWindow
            self.cursorRetention = cursorRetention
        }
    }
}
