extension Engine {
    /// Removes what is old, in slices, so that writers wait for none of them long. The
    /// server calls it every few minutes; a call while another works does no harm.
    package func sweep() {
        write { (transaction: inout Transaction) throws(APIError) in
            try transaction.sweep()
        } completion: { [weak self] result in
            if case .success(true) = result { self?.sweep() }
        }
    }
}
