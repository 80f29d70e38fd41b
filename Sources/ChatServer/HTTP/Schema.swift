import ChatBase

/// A JSON schema as the OpenAPI document refers to it.
package indirect enum Schema: Sendable, Hashable {
    /// One of `Schema.definitions`.
    case named(String)
    case array(Schema)
    case string
    /// A text of so many characters.
    case length(ClosedRange<Int>)
    /// A text that matches an ECMA 262 expression.
    case pattern(String)
    /// What may be null, too.
    case nullable(Schema)
    case snowflake
    case integer(ClosedRange<Int>)
    case boolean
    case object([Property])
    /// Any text of that media type, no JSON.
    case text

    package struct Property: Sendable, Hashable {
        package let name: String
        package let schema: Schema
        package let isRequired: Bool

        package init(_ name: String, _ schema: Schema, required: Bool = false) {
            self.name = name
            self.schema = schema
            isRequired = required
        }
    }

    /// Whether a request may leave such a body out: it reads as an empty object then.
    package var acceptsNothing: Bool {
        switch self {
        case .named(let name):
            Schema.definitions.first { $0.0 == name }?.1.acceptsNothing ?? false
        case .object(let properties): !properties.contains(where: \.isRequired)
        default: false
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .named(let name):
                writer.member("$ref", "#/components/schemas/\(name)")
            case .array(let element):
                writer.member("type", "array")
                writer.key("items")
                element.write(to: &writer)
            case .string, .text: writer.member("type", "string")
            case .length(let range):
                writer.member("type", "string")
                writer.member("minLength", range.lowerBound)
                writer.member("maxLength", range.upperBound)
            case .pattern(let pattern):
                writer.member("type", "string")
                writer.member("pattern", pattern)
            case .nullable(let schema):
                writer.array("anyOf") { writer in
                    writer.object { $0.member("type", "null") }
                    schema.write(to: &writer)
                }
            // Both are below 2^63 for centuries.
            case .snowflake:
                writer.member("type", "string")
                writer.member("pattern", "^[0-9]{1,19}$")
            case .integer(let range):
                writer.member("type", "integer")
                writer.member("minimum", range.lowerBound)
                writer.member("maximum", range.upperBound)
            case .boolean: writer.member("type", "boolean")
            case .object(let properties):
                writer.member("type", "object")
                writer.object("properties") { writer in
                    for property in properties {
                        writer.key(property.name)
                        property.schema.write(to: &writer)
                    }
                }
                let required = properties.filter(\.isRequired)
                if !required.isEmpty {
                    writer.array("required") { writer in
                        for property in required { writer.string(property.name) }
                    }
                }
            }
        }
    }
}
