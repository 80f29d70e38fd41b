import ChatBase

/// Whether a value is of a schema of the OpenAPI document: types, required members,
/// patterns and ranges, as far as the document uses them.
struct SchemaCheck {
    let document: JSON

    /// What is wrong, with its place; empty when nothing is.
    func problems(_ value: JSON, _ schema: JSON, at place: String = "$") -> [String] {
        if let reference = schema["$ref"]?.string {
            let name = String(reference.split(separator: "/").last ?? "")
            guard let target = document["components"]?["schemas"]?[name] else {
                return ["\(place): \(name) is not defined"]
            }
            return problems(value, target, at: place)
        }
        switch schema["type"]?.string {
        case "object":
            guard value.object != nil else { return ["\(place): no object"] }
            var found: [String] = []
            for name in (schema["required"]?.array ?? []).compactMap(\.string)
            where value[name] == nil {
                found.append("\(place).\(name) is missing")
            }
            for property in schema["properties"]?.object?.members ?? [] {
                guard let member = value[property.key], !member.isNull else { continue }
                found += problems(member, property.value, at: "\(place).\(property.key)")
            }
            return found
        case "array":
            guard let elements = value.array else { return ["\(place): no array"] }
            return elements.enumerated().flatMap { index, element in
                problems(element, schema["items"] ?? [:], at: "\(place)[\(index)]")
            }
        case "string":
            guard let text = value.string else { return ["\(place): no string"] }
            let isID = schema["pattern"] != nil
            return isID && UInt64(text) == nil ? ["\(place): \(text) is no snowflake"] : []
        case "integer":
            guard let number = value.int else { return ["\(place): no integer"] }
            let range = (schema["minimum"]?.int ?? .min)...(schema["maximum"]?.int ?? .max)
            return range.contains(number) ? [] : ["\(place): \(number) is out of range"]
        case "boolean": return value.bool == nil ? ["\(place): no boolean"] : []
        default: return ["\(place): a schema without a type"]
        }
    }
}
