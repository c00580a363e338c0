using System.Net;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Access;

public sealed class SignInTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;

    [Fact]
    public async Task A_page_leads_to_the_sign_in_and_back_to_itself()
    {
        using var browser = new Browser(server);

        var asked = await browser.GetAsync("/runs/0199?step=7&q=a%20b");
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        var signIn = asked.Headers.Location!.ToString();
        Assert.StartsWith("/sign-in?returnUrl=", signIn, StringComparison.Ordinal);

        var signedIn = await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword, signIn);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.Equal("/runs/0199?step=7&q=a%20b", signedIn.Headers.Location!.ToString());
        Assert.Equal("Administrator", (await (await browser.GetAsync("/api/v1/whoami")).JsonAsync()).Text("name"));
    }

    [Fact]
    public async Task Signing_in_never_leads_to_another_server()
    {
        using var browser = new Browser(server);

        var signedIn = await browser.SignInAsync(
            TestServer.AdminEmail,
            TestServer.AdminPassword,
            "/sign-in?returnUrl=%2F%2Fevil.example"
        );

        Assert.Equal("/", signedIn.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var browser = new Browser(server);

        var signedIn = await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);

        var cookie = Assert.Single(
            signedIn.Headers.GetValues("Set-Cookie"),
            static value => value.StartsWith("controlplane=", StringComparison.Ordinal)
        );
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(TestServer.AdminEmail, "wrong password")]
    [InlineData("nobody@example.test", TestServer.AdminPassword)]
    public async Task A_wrong_password_and_an_unknown_address_look_the_same(string email, string password)
    {
        using var browser = new Browser(server);

        var answer = await browser.SignInAsync(email, password);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("E-mail address or password is wrong.", html, StringComparison.Ordinal);
        Assert.Contains($"value=\"{email}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain(password, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_failures_lock_the_account_and_say_for_how_long()
    {
        await using var own = await TestServer.StartAsync(postgres);
        using var browser = new Browser(own);
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var failed = await browser.SignInAsync(TestServer.AdminEmail, "wrong password");
            Assert.Contains("is wrong", await failed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var fifth = await browser.SignInAsync(TestServer.AdminEmail, "wrong password");
        Assert.Contains("locked for ", await fifth.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var right = await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);
        Assert.Equal(HttpStatusCode.Unauthorized, right.StatusCode);
        Assert.Matches("locked for [45] m [0-9]{2} s", await right.Content.ReadAsStringAsync());

        await own.ExecuteAsync("UPDATE people SET lockout_end = now() - interval '1 second'");
        var later = await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);
        Assert.Equal(HttpStatusCode.Redirect, later.StatusCode);
    }

    [Fact]
    public async Task A_disabled_person_cannot_sign_in()
    {
        await using var own = await TestServer.StartAsync(postgres);
        using var browser = new Browser(own);
        await own.ExecuteAsync("UPDATE people SET disabled = true");

        var answer = await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);

        Assert.Contains("disabled", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/whoami")).StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await own.As(TestServer.AdminToken).GetAsync("/api/v1/whoami")).StatusCode
        );
    }

    [Fact]
    public async Task A_form_without_the_forgery_token_is_not_believed()
    {
        using var browser = new Browser(server);

        var answer = await browser.PostAsync(
            "/sign-in",
            ("email", TestServer.AdminEmail),
            ("password", TestServer.AdminPassword)
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Try again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_needs_the_form_and_ends_the_session()
    {
        using var browser = new Browser(server);
        await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/sign-out")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/whoami")).StatusCode);

        var form = await browser.SubmitAsync("/account/password", "/sign-out");
        Assert.Equal("/sign-in", form.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/whoami")).StatusCode);
    }

    [Fact]
    public async Task A_cookie_of_one_server_is_good_for_another_on_the_same_database()
    {
        await using var second = await TestServer.StartAsync(postgres, server.ConnectionString);
        using var browser = new Browser(server);
        await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);

        var answer = await browser.GetAsync(new Uri(second.Http.BaseAddress!, "/api/v1/whoami").ToString());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_session_ends_within_a_minute_after_the_password_was_changed_elsewhere()
    {
        var clock = new SettableClock();
        await using var own = await TestServer.StartAsync(
            postgres,
            configure: builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        using var browser = new Browser(own);
        await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);
        await own.ExecuteAsync("UPDATE people SET security_stamp = 'another'");

        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/whoami")).StatusCode);
    }
}
