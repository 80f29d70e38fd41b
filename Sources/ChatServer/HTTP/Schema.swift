import ChatBase

/// A JSON schema as the OpenAPI document refers to it.
package indirect enum Schema: Sendable, Hashable {
    /// One of `Schema.definitions`.
    case named(String)
    case array(Schema)
    case string
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
            case .snowflake:
                writer.member("type", "string")
                writer.member("pattern", "^[0-9]{1,20}$")
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
