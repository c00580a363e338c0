using System.Net;
using System.Net.Http.Json;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Tests.Live;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;

namespace ControlPlane.Server.Tests.Access;

/// <summary>A session stands in the database: what is ended there is over, whoever holds a copy of the cookie (S2).</summary>
public sealed class SessionTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;

    private readonly string email = Names.NewAddress();

    [Fact]
    public async Task A_copied_cookie_stops_working_on_every_server_when_its_owner_signs_out()
    {
        await using var second = await TestServer.StartAsync(postgres, server.ConnectionString);
        using var owner = await SignedInAsync(server, TestServer.AdminEmail, TestServer.AdminPassword);
        using var thief = new Browser(server);
        thief.Cookies.Add(owner.Cookies.GetAllCookies());
        var elsewhere = new Uri(second.Http.BaseAddress!, "/api/v1/whoami").ToString();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(thief));
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync(elsewhere)).StatusCode);

        await owner.SubmitAsync("/account/password", "/sign-out");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(thief));
        await Eventually.TrueAsync(async () =>
            (await thief.GetAsync(elsewhere)).StatusCode == HttpStatusCode.Unauthorized
        );
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_once_and_a_new_role_holds_at_once()
    {
        var person = await server.AddPersonAsync(email, Role.Viewer);
        using var browser = await SignedInAsync(server, email, Fleet.Password);
        using var admin = server.As(TestServer.AdminToken);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/v1/audit")).StatusCode);

        await admin.PatchAsJsonAsync($"/api/v1/people/{person}", new { role = "manager" });
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/audit")).StatusCode);
        await admin.PatchAsJsonAsync($"/api/v1/people/{person}", new { disabled = true });
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
        await admin.PatchAsJsonAsync($"/api/v1/people/{person}", new { disabled = false });
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Fact]
    public async Task Ending_the_others_leaves_ones_own_and_lists_it_alone()
    {
        await using var own = await TestServer.StartAsync(postgres);
        using var here = await SignedInAsync(own, TestServer.AdminEmail, TestServer.AdminPassword);
        using var there = await SignedInAsync(own, TestServer.AdminEmail, TestServer.AdminPassword);
        var listed = (await (await here.GetAsync("/api/v1/sessions")).JsonAsync())["items"]!.AsArray();
        Assert.Equal([true, false], listed.Select(static session => (bool)session!["current"]!));
        Assert.Equal("127.0.0.1", (string?)listed[0]!["address"]);

        using var admin = own.As(TestServer.AdminToken);
        var other = (Guid)listed[1]!["id"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/v1/sessions/{other}")).StatusCode);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(here));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(there));
    }

    [Fact]
    public async Task Nobody_ends_a_session_of_somebody_else()
    {
        await using var own = await TestServer.StartAsync(postgres);
        using var victim = await SignedInAsync(own, TestServer.AdminEmail, TestServer.AdminPassword);
        var session = await own.ScalarAsync<Guid>("SELECT id FROM person_sessions");
        using var other = await own.AsAsync(Role.Manager);

        await (await other.DeleteAsync($"/api/v1/sessions/{session}")).ProblemAsync(HttpStatusCode.NotFound);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(victim));
    }

    [Fact]
    public async Task A_new_password_ends_every_other_session_and_keeps_this_one()
    {
        await server.AddPersonAsync(email, Role.Viewer);
        using var here = await SignedInAsync(server, email, Fleet.Password);
        using var there = await SignedInAsync(server, email, Fleet.Password);

        var changed = await here.SubmitAsync(
            "/account/password",
            null,
            ("current", Fleet.Password),
            ("chosen", "another password of mine"),
            ("repeated", "another password of mine")
        );

        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(here));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(there));
    }

    [Fact]
    public async Task Open_pages_hear_on_every_server_that_their_person_was_disabled()
    {
        await using var own = await LiveServer.StartAsync(postgres);
        await using var other = await TestServer.StartAsync(postgres, own.ConnectionString);
        var person = await other.AddPersonAsync(email, Role.Viewer);
        var heard = await own.WatchAsync($"person:{person}");

        using var admin = other.As(TestServer.AdminToken);
        await admin.PatchAsJsonAsync($"/api/v1/people/{person}", new { disabled = true });

        await Eventually.TrueAsync(() => heard.Count > 1);
    }

    private static async Task<Browser> SignedInAsync(TestServer server, string email, string password)
    {
        var browser = new Browser(server);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(email, password)).StatusCode);
        return browser;
    }

    private static async Task<HttpStatusCode> StatusAsync(Browser browser) =>
        (await browser.GetAsync("/api/v1/whoami")).StatusCode;
}
