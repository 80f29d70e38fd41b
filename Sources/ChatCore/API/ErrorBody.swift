import ChatBase

/// The body of a refused request: Discord's, with `error` and `request_id`.
public struct ErrorBody: Sendable, Hashable {
    /// What went wrong.
    public var code: ErrorCode
    /// One sentence for a person.
    public var message: String
    /// The fields at fault.
    public var fields: [FieldError]
    /// Seconds to wait, on a 429.
    public var retryAfter: Double?
    /// On a 429: the limit counts every route.
    public var isGlobal: Bool
    /// Names the request in the server's log.
    public var requestID: String?

    package init(
        code: ErrorCode, message: String? = nil, fields: [FieldError] = [],
        retryAfter: Double? = nil, isGlobal: Bool = false, requestID: String? = nil
    ) {
        self.code = code
        self.message = message ?? code.message
        self.fields = fields
        self.retryAfter = retryAfter
        self.isGlobal = isGlobal
        self.requestID = requestID
    }

    package init(json: JSON) throws(DecodingFailure) {
        let reader = try ObjectReader(json)
        let number = reader.optionalInt("code") ?? 0
        let name = reader.optionalString("error") ?? ""
        let message = reader.optionalString("message") ?? ""
        self.init(
            code: ErrorCode.all.first { $0.value == number } ?? ErrorCode(number, name, message),
            message: message,
            fields: Self.fields(in: json["errors"] ?? .null, path: ""),
            retryAfter: json["retry_after"]?.double,
            isGlobal: reader.bool("global"),
            requestID: reader.optionalString("request_id"))
    }

    private static func fields(in json: JSON, path: String) -> [FieldError] {
        guard let object = json.object else { return [] }
        var result: [FieldError] = []
        for member in object.members {
            if member.key == "_errors" {
                for entry in member.value.array ?? [] {
                    result.append(
                        FieldError(
                            path, entry["code"]?.string ?? "", entry["message"]?.string ?? ""))
                }
            } else {
                let inner = path.isEmpty ? member.key : path + "." + member.key
                result += fields(in: member.value, path: inner)
            }
        }
        return result
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("message", message)
            writer.member("code", code.value)
            writer.member("error", code.name)
            if !fields.isEmpty { writer.member("errors", errorsObject) }
            if let retryAfter {
                writer.key("retry_after")
                writer.double(retryAfter)
                writer.member("global", isGlobal)
            }
            if let requestID { writer.member("request_id", requestID) }
        }
    }

    /// Discord nests a field's errors: `{"a":{"0":{"_errors":[…]}}}`.
    private var errorsObject: JSON {
        var root = JSON.object(JSONObject())
        for field in fields {
            root = Self.adding(field, to: root, path: field.path.split(separator: ".")[...])
        }
        return root
    }

    private static func adding(
        _ field: FieldError, to json: JSON, path: ArraySlice<Substring>
    ) -> JSON {
        var object = json.object ?? JSONObject()
        if let first = path.first {
            let key = String(first)
            object[key] = adding(field, to: object[key] ?? [:], path: path.dropFirst())
        } else {
            let entry: JSON = ["code": .string(field.code), "message": .string(field.message)]
            object["_errors"] = .array((object["_errors"]?.array ?? []) + [entry])
        }
        return .object(object)
    }
}
