namespace ControlPlane.Server.Platform.Hosting;

/// <summary>The contract at <c>/openapi/v1.json</c>, to be read and tried at <c>/swagger</c>.</summary>
internal static class OpenApiFeature
{
    private const string Document = "/openapi/v1.json";

    public static void AddContract(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi(
            "v1",
            static options =>
                options.AddDocumentTransformer(
                    static (document, _, _) =>
                    {
                        document.Info.Title = "Control plane for AI agents";
                        document.Info.Version = "v1";
                        // The address it is read from is the address it is served at.
                        document.Servers?.Clear();
                        return Task.CompletedTask;
                    }
                )
        );

    public static void UseContractPage(this WebApplication app) =>
        app.UseSwaggerUI(static options =>
        {
            options.DocumentTitle = "Control plane API";
            options.SwaggerEndpoint(Document, "v1");
        });

    public static void MapContract(this WebApplication app) =>
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
}
