extension GatewaySettings {
    package init(_ configuration: Configuration) {
        self.init()
        heartbeatInterval = configuration.gateway.heartbeatInterval
        identifyTimeout = configuration.gateway.identifyTimeout
        presenceGrace = configuration.gateway.presenceGrace
        typingInterval = min(.seconds(3), configuration.gateway.typingLifetime * 0.3)
        sessionLifetime = configuration.gateway.sessionLifetime
        presenceInterval = min(
            .seconds(1), configuration.gateway.presenceGrace / 4 + .milliseconds(20))
        cursorRetention = configuration.storage.logRetention
    }
}
