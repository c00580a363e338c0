using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ControlPlane.Server.Tests.Access;

/// <summary>People come by a link that works once, and the last administrator cannot go.</summary>
public sealed class InvitationTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private const string Chosen = "a password of my own";

    private readonly TestServer server = shared.Server;
    private readonly string email = Names.NewAddress();

    [Fact]
    public async Task Whoever_is_invited_chooses_a_password_once_and_signs_in_with_it()
    {
        var invitation = await InviteAsync(server);
        using var browser = new Browser(server);
        var link = invitation.Text("address");
        Assert.Equal("invited", invitation["person"]!["state"]!.ToString());

        var set = await ChooseAsync(browser, link, Chosen);
        Assert.StartsWith("/sign-in?email=", set.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(email, Chosen)).StatusCode);
        var me = await (await browser.GetAsync("/api/v1/whoami")).JsonAsync();
        Assert.Equal("operator", me.Text("role"));

        using var late = new Browser(server);
        var again = await late.GetAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Contains("used already", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var code = link.Split('=')[1];
        Assert.DoesNotContain(code, await server.DumpAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("too short", "too short", "Needs at least 12 characters.")]
    [InlineData(Chosen, "another password", "Is not the same as the password above.")]
    public async Task A_refused_password_leaves_the_link_as_it_was(string chosen, string repeated, string message)
    {
        var link = (await InviteAsync(server)).Text("address");
        using var browser = new Browser(server);

        var refused = await ChooseAsync(browser, link, chosen, repeated);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(message, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await ChooseAsync(browser, link, Chosen)).StatusCode);
    }

    [Fact]
    public async Task A_link_ends_with_its_time()
    {
        var clock = new SettableClock();
        await using var own = await TestServer.StartAsync(
            postgres,
            configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock))
        );
        var link = (await InviteAsync(own)).Text("address");
        using var browser = new Browser(own);
        clock.Advance(TimeSpan.FromDays(6.9));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(link)).StatusCode);

        clock.Advance(TimeSpan.FromDays(0.2));

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(link)).StatusCode);
    }

    [Fact]
    public async Task A_reset_takes_the_password_and_the_sessions_and_voids_the_link_before_it()
    {
        var person = await server.AddPersonAsync(email, Role.Viewer);
        using var browser = new Browser(server);
        await browser.SignInAsync(email, Fleet.Password);
        using var admin = server.As(TestServer.AdminToken);

        var first = await (await admin.PostAsync($"/api/v1/people/{person}/password-reset", null)).JsonAsync();
        var second = await (await admin.PostAsync($"/api/v1/people/{person}/password-reset", null)).JsonAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/whoami")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignInAsync(email, Fleet.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(first.Text("address"))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await ChooseAsync(browser, second.Text("address"), Chosen)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(email, Chosen)).StatusCode);
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        await using var own = await TestServer.StartAsync(postgres);
        var last = await own.ScalarAsync<Guid>("SELECT id FROM people");
        using var admin = own.As(TestServer.AdminToken);
        await InviteAsync(own, "admin"); // has no password yet, so nobody could sign in as it

        foreach (var change in new object[] { new { disabled = true }, new { role = "manager" } })
        {
            var refused = await admin.PatchAsJsonAsync($"/api/v1/people/{last}", change);
            var problem = await refused.ProblemAsync(HttpStatusCode.Conflict);
            Assert.Contains("last administrator", problem.Text("detail"), StringComparison.Ordinal);
        }

        await (await admin.PostAsync($"/api/v1/people/{last}/password-reset", null)).ProblemAsync(
            HttpStatusCode.Conflict
        );
        await own.AddPersonAsync("second@example.test", Role.Admin);
        var allowed = await admin.PatchAsJsonAsync($"/api/v1/people/{last}", new { role = "manager" });
        Assert.Equal("manager", (await allowed.JsonAsync()).Text("role"));
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Manager)]
    public async Task Only_an_administrator_invites_changes_and_resets(Role role)
    {
        var victim = await server.AddPersonAsync(email, Role.Viewer);
        using var caller = await server.AsAsync(role);

        var invited = await caller.PostAsJsonAsync(
            "/api/v1/people/invitations",
            new
            {
                email = Names.NewAddress(),
                displayName = "X",
                role = "admin",
            }
        );
        await invited.ProblemAsync(HttpStatusCode.Forbidden);
        await (await caller.PatchAsJsonAsync($"/api/v1/people/{victim}", new { role = "admin" })).ProblemAsync(
            HttpStatusCode.Forbidden
        );
        await (await caller.PostAsync($"/api/v1/people/{victim}/password-reset", null)).ProblemAsync(
            HttpStatusCode.Forbidden
        );
    }

    private async Task<JsonObject> InviteAsync(TestServer server, string role = "operator")
    {
        using var admin = server.As(TestServer.AdminToken);
        var answer = await admin.PostAsJsonAsync(
            "/api/v1/people/invitations",
            new
            {
                email,
                displayName = "Invited",
                role,
            }
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.JsonAsync();
    }

    private static Task<HttpResponseMessage> ChooseAsync(
        Browser browser,
        string link,
        string chosen,
        string? repeated = null
    ) => browser.SubmitAsync(link, "/welcome", ("chosen", chosen), ("repeated", repeated ?? chosen));
}
