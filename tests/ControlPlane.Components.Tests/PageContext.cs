using Bunit;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Components.Tests;

/// <summary>Renders components with the clock standing at 14:12 and scripts that do nothing.</summary>
public abstract class PageContext : BunitContext
{
    protected PageContext()
    {
        Services.AddSingleton<TimeProvider>(new StandingClock());
        Services.AddScoped<PageVisibility>();
        Services.AddSingleton<AgentMarks>();
        Services.AddScoped<WaysBack>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        RenderTree.Add<Microsoft.AspNetCore.Components.CascadingValue<ViewerZone>>(zone =>
            zone.Add(static value => value.Value, ViewerZone.Named("Europe/Berlin"))
        );
    }

    protected IRenderedComponent<IComponent> RenderMarkup(MarkupString markup) =>
        Render(builder => builder.AddContent(0, markup));

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Steps.Start.AddMinutes(12);
    }
}
