using Bunit;
using Bunit.TestDoubles;
using ControlPlane.Server.Platform.Hosting;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Runs.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Components.Tests.Layout;

public sealed class SharedComponentTests : PageContext
{
    [Theory]
    [InlineData(nameof(Mark.Check), "done")]
    [InlineData(nameof(Mark.Cross), "failed")]
    [InlineData(nameof(Mark.DashedRing), "lost")]
    public void A_status_is_a_shape_and_a_word(string mark, string word)
    {
        var status = RenderMarkup(Statuses.Of(word, Enum.Parse<Mark>(mark), Tone.Off));

        Assert.Equal(word, status.Find(".status").TextContent.Trim());
        Assert.NotEmpty(status.FindAll("svg.mark > *"));
    }

    [Fact]
    public void No_two_shapes_look_the_same()
    {
        var shapes = Enum.GetValues<Mark>().Select(mark => RenderMarkup(Statuses.Of(mark)).Find("svg").InnerHtml);

        Assert.Distinct(shapes);
    }

    [Fact]
    public void What_stands_in_a_piece_of_markup_is_text()
    {
        const string hostile = "\"><script>alert(1)</script>'&amp;";

        var piece = RenderMarkup(Html.Of($"<b title=\"{hostile}\"{Html.Attribute("id", hostile)}>{hostile}</b>"))
            .Find("b");

        Assert.Equal((hostile, hostile, hostile), (piece.TextContent, piece.GetAttribute("title"), piece.Id));
        Assert.Empty(piece.Children);
        Assert.Equal("", Html.Attribute("id", null).ToString());
    }

    [Fact]
    public void Money_that_is_a_lower_bound_says_so_and_why()
    {
        var money = Render<Money>(p =>
            p.Add(m => m.NanoUsd, 4_800_000)
                .Add(m => m.AtLeast, true)
                .Add(m => m.Mark, "PARTIAL")
                .Add(m => m.Why, "1 call has no price")
        );

        Assert.Contains("≥ $0.0048", money.Markup, StringComparison.Ordinal);
        Assert.Equal("PARTIAL", money.Find(".chip").TextContent);
        Assert.Equal("1 call has no price", money.Find(".chip").GetAttribute("title"));
    }

    [Fact]
    public void The_way_back_leads_to_the_list_as_it_was_left_unless_the_header_changed()
    {
        const string left = "/runs?filter=status%3Afailed&environment=production&sort=-cost";
        var ways = new WaysBack();
        ways.Remember("/runs", left);

        Assert.Equal(left, ways.To("/runs", new PageScope("production", null)));
        Assert.Equal("/runs?environment=staging", ways.To("/runs", new PageScope("staging", null)));
        Assert.Equal("/agents", ways.To("/agents", null));
    }

    [Fact]
    public void A_scope_is_added_to_what_an_address_asks_for_already()
    {
        var scope = new PageScope("production", "24h");

        Assert.Equal("/sessions?id=a&environment=production&range=24h", scope.On("/sessions?id=a"));
        Assert.Equal("/runs?environment=production&range=24h", scope.On("/runs"));
    }

    [Fact]
    public void A_time_is_relative_with_the_exact_one_on_hover()
    {
        var time = Render<RelativeTime>(p => p.Add(t => t.At, Steps.Start)).Find("time");

        Assert.Equal("12 min ago", time.TextContent);
        Assert.Equal("2026-11-19T14:00:00.000Z", time.GetAttribute("datetime"));
        Assert.Equal("Thu 19 Nov 2026 15:00:00.000 Europe/Berlin", time.GetAttribute("title"));
    }

    [Fact]
    public void An_error_can_be_tried_again()
    {
        var tried = 0;
        var state = Render<ErrorState>(p =>
            p.Add(e => e.Title, "The runs could not be read").Add(e => e.OnRetry, () => tried++)
        );

        state.Find("button").Click();

        Assert.Equal(1, tried);
        Assert.Equal("alert", state.Find(".state").GetAttribute("role"));
    }

    [Fact]
    public void A_refusal_names_the_role_that_is_needed_and_the_one_that_is_held()
    {
        var person = this.AddAuthorization();
        person.SetAuthorized("v@example.org");
        person.SetRoles("Viewer");

        var refusal = Render<NoPermission>(p => p.Add(r => r.Page, typeof(ManagersOnly)));

        Assert.Contains("No permission", refusal.Markup, StringComparison.Ordinal);
        Assert.Contains(
            "needs the role manager; you are viewer.",
            refusal.Find("p").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_first_trace_can_be_copied()
    {
        Services.AddSingleton<IServer>(new ListeningServer("http://127.0.0.1:80", "http://127.0.0.1:45318"));
        Services.AddSingleton<TelemetryAddress>();
        this.AddAuthorization().SetAuthorized("m@example.org").SetPolicies("manager");

        var state = Render<FirstTrace>();

        Assert.Contains(
            "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:45318",
            state.Find("pre").TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(state.Find("pre").Id, state.Find("button").GetAttribute("data-copy"));
        Assert.NotNull(state.Find("a[href='/register-agent']")); // where the lines stand with a key in them
    }

    [Fact]
    public void A_page_that_is_closed_has_a_heading()
    {
        this.AddAuthorization().SetAuthorized("v@example.org").SetRoles("Viewer");

        Assert.Equal(
            "No permission",
            Render<NoPermission>(p => p.Add(r => r.Page, typeof(ManagersOnly))).Find("h1").TextContent
        );
        Assert.Equal("Not found", Render<NotFoundPage>().Find("h1").TextContent);
    }

    [Theory]
    [InlineData("http://localhost:8080/", "http://127.0.0.1:8080 http://127.0.0.1:4318", "http://localhost:4318")]
    [InlineData("http://10.1.2.3:8080/", "http://[::]:8080 http://[::]:4318", "http://10.1.2.3:4318")]
    [InlineData("http://localhost:5000/", "http://127.0.0.1:5000", "http://localhost:5000")]
    [InlineData("https://agents.example.org/", "http://0.0.0.0:8080 http://0.0.0.0:4318", "https://agents.example.org")]
    public void Telemetry_is_sent_where_it_is_listened_to(string page, string listening, string address) =>
        Assert.Equal(address, TelemetryAddress.Of(new Uri(page), listening.Split(' ')));

    private sealed class ListeningServer : IServer
    {
        public ListeningServer(params string[] addresses)
        {
            var feature = new ServerAddressesFeature();
            foreach (var address in addresses)
            {
                feature.Addresses.Add(address);
            }

            Features.Set<IServerAddressesFeature>(feature);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }

    [Authorize(Policy = "manager")]
    private sealed class ManagersOnly : ComponentBase;
}
