/// The methods that the API uses.
public enum HTTPMethod: String, Sendable {
    /// Reads.
    case get = "GET"
    /// Makes something new.
    case post = "POST"
    /// Sets to a value.
    case put = "PUT"
    /// Changes a part.
    case patch = "PATCH"
    /// Removes.
    case delete = "DELETE"
}
