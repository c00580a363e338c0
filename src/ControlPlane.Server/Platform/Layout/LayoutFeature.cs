using ControlPlane.Server.Platform.Hosting;
using Radzen;

namespace ControlPlane.Server.Platform.Layout;

internal static class LayoutFeature
{
    /// <summary>Registers the pages. Whoever signs people in registers authentication and the policies.</summary>
    public static void AddLayout(this IServiceCollection services)
    {
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(static circuits =>
            {
                circuits.DisconnectedCircuitMaxRetained = 200;
                circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            });
        services.AddCascadingAuthenticationState();
        services.AddRadzenComponents();
        services.AddScoped<Confirmations>();
        services.AddScoped<Toasts>();
        services.AddScoped<WaysBack>();
        services.AddTransient(static provider => new Saving(
            provider.GetRequiredService<Toasts>(),
            provider.GetRequiredService<ILogger<Saving>>()
        ));
        services.AddSingleton(
            new NavigationEntry("Settings", "/settings", "settings", Order: 90, Key: "s", Section: "System")
        );
        services.AddSingleton(
            new NavigationEntry(
                "Overview",
                "/overview",
                "overview",
                Order: 0,
                UsualRange: TimeRanges.Today,
                Key: "o",
                OnPhone: true
            )
        );
    }

    /// <summary>Addresses that are no page and no interface are answered with the page that says so.</summary>
    public static void UsePageNotFound(this WebApplication app) =>
        app.UseWhen(
            static context =>
                HttpMethods.IsGet(context.Request.Method)
                && !Problems.IsApi(context.Request.Path)
                && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase),
            static branch => branch.UseStatusCodePagesWithReExecute("/not-found")
        );

    /// <summary>Maps pages and static files. Needs authentication, authorization and antiforgery in the pipeline.</summary>
    public static void MapLayout(this WebApplication app)
    {
        // Named, because in tests the entry assembly is another one.
        app.MapStaticAssets("ControlPlane.Server.staticwebassets.endpoints.json").AllowAnonymous();
        app.MapGet(
                "/",
                static (IEnumerable<NavigationEntry> entries) =>
                    TypedResults.Redirect(entries.MinBy(static entry => entry.Order)?.Href ?? "/not-found")
            )
            .RequireAuthorization("viewer")
            .ExcludeFromDescription();
        app.MapPalette();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
