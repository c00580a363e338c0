using Bunit;
using ControlPlane.Server.Agents.Pages;
using ControlPlane.Server.Platform.Hosting;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Components.Tests.Agents;

public sealed class SetUpTests : PageContext
{
    public SetUpTests()
    {
        Services.AddSingleton<IServer>(new ListeningServer());
        Services.AddSingleton<TelemetryAddress>();
    }

    [Fact]
    public void Arrows_go_from_language_to_language_and_round()
    {
        var setUp = Render<AgentSetUp>(p => p.Add(s => s.Slug, "billing").Add(s => s.Secret, "key-of-the-test"));
        var first = setUp.Find("[role=tab][aria-selected=true]");
        Assert.Equal("0", first.GetAttribute("tabindex"));
        Assert.Equal(setUp.Find("[role=tabpanel]").Id, first.GetAttribute("aria-controls"));

        setUp.Find("[role=tablist]").KeyDown(new KeyboardEventArgs { Key = "ArrowLeft" });
        Assert.Equal("curl", setUp.Find("[role=tab][aria-selected=true]").TextContent);
        setUp.Find("[role=tablist]").KeyDown(new KeyboardEventArgs { Key = "ArrowLeft" });
        var chosen = setUp.Find("[role=tab][aria-selected=true]");

        Assert.Equal(".NET", chosen.TextContent);
        Assert.Equal(chosen.Id, setUp.Find("[role=tabpanel]").GetAttribute("aria-labelledby"));
        Assert.Equal(3, setUp.FindAll("[role=tab][tabindex='-1']").Count);
    }

    [Fact]
    public void The_lines_for_NET_are_one_file_that_runs()
    {
        var setUp = Render<AgentSetUp>(p => p.Add(s => s.Slug, "billing").Add(s => s.Secret, "key-of-the-test"));
        setUp.FindAll("[role=tab]")[2].Click();

        var lines = setUp.Find("pre").TextContent.Split('\n');

        Assert.Equal("cat > first-run.cs <<'CS'", lines[0]);
        Assert.StartsWith(
            "#:package OpenTelemetry.Exporter.OpenTelemetryProtocol@",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.Contains("CS", lines);
        Assert.Contains(lines, static line => line.Contains("Bearer%20key-of-the-test", StringComparison.Ordinal));
        Assert.Equal("dotnet run first-run.cs", lines[^1]);
    }

    private sealed class ListeningServer : IServer
    {
        public ListeningServer()
        {
            var feature = new ServerAddressesFeature();
            feature.Addresses.Add("http://127.0.0.1:80");
            Features.Set<IServerAddressesFeature>(feature);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }
}
