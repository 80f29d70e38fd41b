import ChatBase
import ChatCore

/// The OpenAPI 3.1 document, made from the table that the router serves.
package struct OpenAPIDocument {
    private let routes: [Route]

    package init(routes: [Route]) { self.routes = routes }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("openapi", "3.1.0")
            writer.object("info") { writer in
                writer.member("title", "Roost")
                writer.member("version", Version.text)
                writer.member(
                    "description",
                    "Discord's v10 shapes where Discord has the concept; our additions beside.")
            }
            writer.array("servers") { writer in
                for mount in ["/api/v1", "/api/v10"] {
                    writer.object { $0.member("url", mount) }
                }
            }
            writer.object("paths", paths)
            writer.object("components", components)
        }
    }

    /// `get_channels_channel_id_messages`.
    package static func operationID(_ route: Route) -> String {
        let words = route.pattern.text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        return ([route.method.rawValue.lowercased()] + words.map(String.init))
            .joined(separator: "_")
    }

    private func paths(_ writer: inout JSONWriter) {
        var patterns: [String] = []
        for route in routes where !patterns.contains(route.pattern.text) {
            patterns.append(route.pattern.text)
        }
        for pattern in patterns {
            writer.object(pattern) { writer in
                for route in routes where route.pattern.text == pattern {
                    writer.object(route.method.rawValue.lowercased()) { operation(route, &$0) }
                }
            }
        }
    }

    private func operation(_ route: Route, _ writer: inout JSONWriter) {
        writer.member("operationId", Self.operationID(route))
        writer.member("summary", route.summary)
        writer.array("security") { writer in
            if route.access == .anyone { return }
            // The same machine needs no token.
            if route.access == .operations { writer.object { _ in } }
            writer.object { $0.array("token") { _ in } }
        }
        writer.array("parameters") { writer in
            for name in route.pattern.parameters {
                let schema: Schema = name == "code" ? .pattern("^[A-Za-z0-9]{1,64}$") : .snowflake
                parameter(name, "path", schema, nil, &writer)
            }
            for query in route.query {
                parameter(query.name, "query", query.schema, query.help, &writer)
            }
        }
        if let body = route.body {
            writer.object("requestBody") { writer in
                writer.member("required", !body.acceptsNothing)
                writer.object("content") { media(body, &$0) }
            }
        }
        writer.object("responses") { responses(route, &$0) }
    }

    private func parameter(
        _ name: String, _ place: String, _ schema: Schema, _ help: String?,
        _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("in", place)
            writer.member("required", place == "path")
            if let help { writer.member("description", help) }
            writer.key("schema")
            schema.write(to: &writer)
        }
    }

    private func media(_ schema: Schema, _ writer: inout JSONWriter) {
        writer.object(schema == .text ? "text/plain" : APIResponse.json) { writer in
            writer.key("schema")
            schema.write(to: &writer)
        }
    }

    private func responses(_ route: Route, _ writer: inout JSONWriter) {
        writer.object(String(route.success.status)) { writer in
            writer.member("description", route.summary)
            if let schema = route.success.schema {
                writer.object("content") { media(schema, &$0) }
            }
            let links = OpenAPILink.all.filter { $0.from == route.name }
            if !links.isEmpty {
                writer.object("links") { writer in
                    for link in links {
                        guard let target = routes.first(where: { $0.name == link.to }) else {
                            continue
                        }
                        writer.object(link.name) { writer in
                            writer.member("operationId", Self.operationID(target))
                            writer.object("parameters") { writer in
                                for (name, expression) in link.parameters {
                                    writer.member(name, expression)
                                }
                            }
                        }
                    }
                }
            }
        }
        writer.object("default") { writer in
            writer.member("description", "Refused")
            writer.object("content") { media(.named("Error"), &$0) }
        }
    }

    private func components(_ writer: inout JSONWriter) {
        writer.object("securitySchemes") { writer in
            writer.object("token") { writer in
                writer.member("type", "http")
                writer.member("scheme", "bearer")
                writer.member("description", "Bearer, or Bot with a bot's token.")
            }
        }
        writer.object("schemas") { writer in
            for (name, schema) in Schema.definitions {
                writer.key(name)
                schema.write(to: &writer)
            }
        }
    }
}
