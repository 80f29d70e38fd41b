import ChatBase
import ChatCore

/// Reads a request's JSON body as leniently as the bot libraries need (ids as strings or
/// numbers, null for what is left out), and collects what is wrong, field by field.
package struct BodyReader {
    private let object: JSONObject
    package private(set) var problems: [FieldError] = []

    /// An empty body reads as an empty object.
    package init(_ request: APIRequest) throws(APIError) {
        if let type = request.headers["content-type"], !request.body.isEmpty {
            try Self.check(type)
        }
        guard !request.body.isEmpty else {
            object = JSONObject()
            return
        }
        guard let json = try? JSON(parsing: request.body) else {
            throw APIError(400, .invalidJSON)
        }
        guard let object = json.object else {
            throw APIError(400, .invalidFormBody, "The body must be a JSON object.")
        }
        self.object = object
    }

    private static func check(_ type: String) throws(APIError) {
        let media = type.prefix { $0 != ";" }.lowercased()
        if media.hasPrefix("multipart/") {
            throw APIError(
                415, .unsupportedMediaType,
                "Uploads are not supported yet: send the message as application/json.")
        }
        if media.hasPrefix("application/x-www-form-urlencoded") {
            throw APIError(
                415, .unsupportedMediaType, "Send JSON with Content-Type: application/json.")
        }
    }

    // MARK: What is there

    /// The member unless it is missing or null.
    package subscript(key: String) -> JSON? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    /// Whether it is there, be it null.
    package func has(_ key: String) -> Bool { object[key] != nil }

    // MARK: Values

    package mutating func requiredString(_ key: String, length: ClosedRange<Int>) -> String {
        guard self[key] != nil else {
            report(key, "BASE_TYPE_REQUIRED", "This field is required")
            return ""
        }
        return string(key, length: length) ?? ""
    }

    /// - Parameter length: in Unicode scalars.
    package mutating func string(_ key: String, length: ClosedRange<Int>) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.string else {
            report(key, "BASE_TYPE_BAD_TYPE", "Must be a string.")
            return nil
        }
        guard length.contains(text.unicodeScalars.count) else {
            report(
                key, "BASE_TYPE_BAD_LENGTH",
                "Must be between \(length.lowerBound) and \(length.upperBound) in length.")
            return nil
        }
        return text
    }

    package mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = self[key] else { return nil }
        guard let number = value.int ?? value.string.flatMap({ Int($0) }), range.contains(number)
        else {
            report(
                key, "NUMBER_TYPE_RANGE",
                "Must be a whole number between \(range.lowerBound) and \(range.upperBound).")
            return nil
        }
        return number
    }

    package mutating func bool(_ key: String) -> Bool? {
        switch self[key] {
        case nil: return nil
        case .bool(let value)?: return value
        case .int(0)?: return false
        case .int(1)?: return true
        default:
            report(key, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
            return nil
        }
    }

    package mutating func id<ID: Snowflake>(_ key: String) -> ID? {
        guard let value = self[key] else { return nil }
        guard let number = value.uint64 else {
            report(key, "NUMBER_TYPE_COERCE", "Value is not snowflake.")
            return nil
        }
        return ID(number)
    }

    package mutating func requiredID<ID: Snowflake>(_ key: String) -> ID {
        if self[key] == nil { report(key, "BASE_TYPE_REQUIRED", "This field is required") }
        return id(key) ?? ID(0)
    }

    package mutating func permissions(_ key: String) -> Permissions? {
        guard let value = self[key] else { return nil }
        guard let number = value.uint64 else {
            report(key, "NUMBER_TYPE_COERCE", "Must be a permission set.")
            return nil
        }
        return Permissions(rawValue: number)
    }

    package mutating func array(_ key: String, atMost limit: Int) -> [JSON]? {
        guard let value = self[key] else { return nil }
        guard let array = value.array else {
            report(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return nil
        }
        guard array.count <= limit else {
            report(key, "BASE_TYPE_MAX_LENGTH", "Must be \(limit) or fewer in length.")
            return nil
        }
        return array
    }

    // MARK: Problems

    package mutating func report(_ path: String, _ code: String, _ message: String) {
        problems.append(FieldError(path, code, message))
    }

    package mutating func report(_ problem: FieldError?) {
        if let problem { problems.append(problem) }
    }

    /// Says what cannot be served instead of dropping it: anything but null or empty.
    package mutating func refuse(_ keys: String...) {
        for key in keys {
            guard let value = self[key] else { continue }
            if value.array?.isEmpty == true || value.object?.members.isEmpty == true { continue }
            report(key, "NOT_SUPPORTED", "This server does not support \(key) yet.")
        }
    }

    /// - Throws: all problems at once.
    package func finish() throws(APIError) {
        if !problems.isEmpty { throw .invalid(problems) }
    }
}
