import ChatBase
import ChatCore

/// The first thing a session does: paint from the cache, and learn where the log goes on.
enum CacheStart {
    /// Blocks for the few milliseconds this takes, so that the first frame is the real one.
    static func restore(
        _ cache: CacheThread, server: String, into mailbox: Mailbox<ClientApp.Event>
    ) -> ResumePoint? {
        let result = Condition<ResumePoint??>(nil)
        cache.post { store in
            var random = SystemRandom()
            var restored = (try? store.restore()) ?? Restored()
            restored.server = server
            restored.nonceSeed = random.next()
            mailbox.post(.model(.restored(restored)))
            let point = try? store.resumePoint()
            result.update { $0 = .some(point ?? nil) }
        }
        return result.wait { $0 }
    }
}
