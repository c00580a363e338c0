using System.Net;
using System.Net.Http.Json;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Access;

public sealed class PasswordTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Temporary = "temporary password";
    private const string Chosen = "a password of my own";

    private readonly TestServer server = shared.Server;
    private readonly string email = Names.NewAddress();

    [Fact]
    public async Task Somebody_with_a_temporary_password_can_do_nothing_before_changing_it()
    {
        using var browser = await NewcomerAsync();

        var page = await browser.GetAsync("/runs?agent=billing");
        Assert.Equal("/account/password?returnUrl=%2Fruns%3Fagent%3Dbilling", page.Headers.Location!.ToString());
        var api = await browser.GetAsync("/api/v1/agents");
        await api.ProblemAsync(HttpStatusCode.Forbidden);

        var changed = await browser.SubmitAsync(
            page.Headers.Location.ToString(),
            null,
            ("current", Temporary),
            ("chosen", Chosen),
            ("repeated", Chosen)
        );
        Assert.Equal("/runs?agent=billing", changed.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/agents")).StatusCode);

        using var again = new Browser(server);
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.SignInAsync(email, Temporary)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await again.SignInAsync(email, Chosen)).StatusCode);
    }

    [Theory]
    [InlineData(Temporary, "too short", "too short", "Needs at least 12 characters.")]
    [InlineData(Temporary, Chosen, "another password", "Is not the same as the new password.")]
    [InlineData(Temporary, Temporary, Temporary, "Must differ from the password you have now.")]
    [InlineData("not the password", Chosen, Chosen, "Is not your password.")]
    public async Task A_refused_change_says_why_beside_the_field(
        string current,
        string chosen,
        string repeated,
        string message
    )
    {
        using var browser = await NewcomerAsync();

        var answer = await browser.SubmitAsync(
            "/account/password",
            null,
            ("current", current),
            ("chosen", chosen),
            ("repeated", repeated)
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/v1/agents")).StatusCode);
    }

    private async Task<Browser> NewcomerAsync()
    {
        var added = await server
            .As(TestServer.AdminToken)
            .PostAsJsonAsync(
                "/api/v1/people",
                new
                {
                    email,
                    displayName = "New Person",
                    role = "viewer",
                    temporaryPassword = Temporary,
                }
            );
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var browser = new Browser(server);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(email, Temporary)).StatusCode);
        return browser;
    }
}
