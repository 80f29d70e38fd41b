import ChatBase
import ChatNet

// What the parts of a server take from its configuration.

extension EngineSettings {
    package init(_ configuration: Configuration) {
        self.init()
        communityName = configuration.name
        core.accessTokenLifetime = configuration.accounts.accessTokenLifetime
        core.refreshTokenLifetime = configuration.accounts.refreshTokenLifetime
        core.refreshGrace = configuration.accounts.refreshGrace
        core.idempotencyRetention = configuration.storage.idempotencyRetention
        core.logRetention = configuration.storage.logRetention
        core.sessionLifetime = configuration.gateway.sessionLifetime
    }
}

extension PasswordWorkers {
    package convenience init(_ accounts: Configuration.Accounts) {
        self.init(
            hasher: PasswordHasher(
                memory: accounts.argon2Memory, iterations: accounts.argon2Iterations,
                lanes: accounts.argon2Lanes),
            threads: accounts.argon2Threads, capacity: accounts.argon2Queue)
    }
}

extension NetConfiguration {
    package init(_ configuration: Configuration, _ plan: ListenPlan, _ ports: PortMemory?) {
        self.init(
            listeners: plan.listeners(ports), certificate: plan.certificate,
            loops: configuration.workers, trustedProxies: configuration.trustedProxies)
        limits.body = configuration.limits.body
        limits.connections = configuration.limits.connections
        limits.connectionsPerAddress = configuration.limits.connectionsPerAddress
        limits.queuedFrames = configuration.limits.queuedFrames
        limits.queuedBytes = configuration.limits.queuedBytes
    }
}
