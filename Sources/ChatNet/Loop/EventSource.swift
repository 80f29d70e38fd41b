/// Something with a descriptor that a loop watches. Called on the loop's thread only.
package protocol EventSource: AnyObject {
    func ready(_ events: PollEvents, on loop: EventLoop)
}
