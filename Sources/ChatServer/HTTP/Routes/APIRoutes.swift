/// Every route of the API, in the order of the OpenAPI document.
package enum APIRoutes {
    package static let all: [Route] =
        OperationRoutes.all + GatewayRoutes.all + AuthRoutes.all + UserRoutes.all
        + GuildRoutes.all + ChannelRoutes.all + MessageRoutes.all + EventRoutes.all
        + InviteRoutes.all

    /// What the router of a server serves: those, and what only its command line may do.
    package static let served = all + AdministrationRoutes.all
}
