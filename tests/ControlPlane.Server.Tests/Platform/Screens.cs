using System.Net;
using System.Text.RegularExpressions;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Server.Tests.Platform;

/// <summary>Renders parts of the screens with what a server has stored.</summary>
internal static partial class Screens
{
    /// <summary>What is read on the screen, in one line.</summary>
    public static string TextOf(string html) =>
        Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(html, " ")), " ").Trim();

    /// <returns>The markup once everything is read.</returns>
    public static async Task<string> RenderAsync<T>(
        this TestServer server,
        Role role = Role.Viewer,
        PageScope? within = null,
        params (string Name, object? Value)[] parameters
    )
        where T : IComponent
    {
        await using var scope = server.Services.CreateAsyncScope();
        var state = (IHostEnvironmentAuthenticationStateProvider)
            scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        state.SetAuthenticationState(
            Task.FromResult(new AuthenticationState(new(PersonClaims.Of(Guid.Empty, "test", role, "test"))))
        );
        var address = server.Http.BaseAddress!.ToString();
        ((IHostEnvironmentNavigationManager)scope.ServiceProvider.GetRequiredService<NavigationManager>()).Initialize(
            address,
            address + "keys"
        );
        await using var renderer = new HtmlRenderer(
            scope.ServiceProvider,
            scope.ServiceProvider.GetRequiredService<ILoggerFactory>()
        );
        RenderFragment content = builder =>
        {
            builder.OpenComponent<T>(0);
            foreach (var (name, value) in parameters)
            {
                builder.AddComponentParameter(1, name, value);
            }

            builder.CloseComponent();
        };
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var cascade = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(CascadingValue<>.Value)] = within,
                [nameof(CascadingValue<>.ChildContent)] = content,
            };
            return (
                await renderer.RenderComponentAsync<CascadingValue<PageScope>>(ParameterView.FromDictionary(cascade))
            ).ToHtmlString();
        });
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1_000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1_000)]
    private static partial Regex Spaces();
}
