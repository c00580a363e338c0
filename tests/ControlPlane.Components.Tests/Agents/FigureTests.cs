using System.Net;
using System.Net.Sockets;
using Bunit;
using ControlPlane.Server.Agents;
using ControlPlane.Server.Agents.Pages;
using ControlPlane.Server.Platform.Live;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ControlPlane.Components.Tests.Agents;

/// <summary>What the overview says when the database does not answer.</summary>
public sealed class FigureTests : PageContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Figures_that_could_not_be_read_claim_nothing_and_offer_to_try_again()
    {
        var figures = Open(port: 1); // nobody listens there

        figures.WaitForAssertion(() => Assert.NotNull(figures.Find("dd:has([role=alert]) button")), Patience);
        AssertClaimsNothing(figures);
    }

    [Fact]
    public void Figures_that_are_being_read_claim_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var figures = Open(((IPEndPoint)silent.LocalEndpoint).Port); // it is spoken to and never answers

        Assert.Equal(6, figures.FindAll("[aria-busy=true]").Count);
        AssertClaimsNothing(figures);
    }

    private static void AssertClaimsNothing(IRenderedComponent<FleetFigures> figures)
    {
        Assert.DoesNotContain("priced", figures.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("none failed", figures.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<FleetFigures> Open(int port)
    {
        Services.AddLogging();
        Services.AddSingleton(NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Timeout=60"));
        Services.AddSingleton<LiveTopics>();
        Services.AddSingleton<SharedSnapshots>();
        Services.AddScoped<LivePages>();
        Services.AddSingleton<FleetQueries>();
        return Render<FleetFigures>();
    }
}
