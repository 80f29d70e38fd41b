import Glibc

/// How much slower than on an idle machine a test's thread may get its turn.
enum Load {
    /// The threads that want to run, for each core; at least one.
    static var factor: Double {
        var average = 0.0
        guard getloadavg(&average, 1) == 1 else { return 1 }
        return max(1, average / Double(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    }

    /// A deadline of the server that the test itself has to keep: long enough for what it
    /// does meanwhile, however busy the machine.
    static var deadline: Duration { .milliseconds(200) * factor }
}
