using System.Net;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Access;

public sealed class GuessingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Locked = "This account is locked for ";

    private readonly TestServer server = shared.Server;
    private readonly string email = Names.NewAddress();

    [Fact]
    public async Task Guesses_sent_at_once_count_like_guesses_sent_in_turn()
    {
        await server.AddPersonAsync(email, Role.Viewer);
        using var browser = new Browser(server);
        await browser.GetAsync("/sign-in"); // one cookie against forgery for all of them

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(guess => browser.SignInAsync(email, $"wrong password {guess}"))
        );

        var texts = await Task.WhenAll(answers.Select(static answer => answer.Content.ReadAsStringAsync()));
        var compared = texts.Count(static text => text.Contains("password is wrong", StringComparison.Ordinal));
        Assert.InRange(compared, 0, 4);
        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
        var right = await browser.SignInAsync(email, Fleet.Password);
        Assert.Contains(Locked, await right.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_nobody_has_is_locked_like_one_that_somebody_has()
    {
        await server.AddPersonAsync(email, Role.Viewer);
        using var browser = new Browser(server);

        var known = await GuessAsync(browser, email);
        var unknown = await GuessAsync(browser, Names.NewAddress());

        Assert.Equal([false, false, false, false, true, true], known);
        Assert.Equal(known, unknown);
    }

    [Fact]
    public async Task The_right_password_forgives_the_wrong_ones_before_it()
    {
        await server.AddPersonAsync(email, Role.Viewer);
        using var browser = new Browser(server);
        for (var round = 0; round < 2; round++)
        {
            for (var attempt = 0; attempt < 4; attempt++)
            {
                await browser.SignInAsync(email, "wrong password");
            }

            using var another = new Browser(server);
            var right = await another.SignInAsync(email, Fleet.Password);
            Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
        }
    }

    [Fact]
    public async Task The_form_for_a_new_password_is_no_way_around_the_lock()
    {
        await server.AddPersonAsync(email, Role.Viewer);
        using var browser = new Browser(server);
        await browser.SignInAsync(email, Fleet.Password);
        var html = "";
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var answer = await browser.SubmitAsync(
                "/account/password",
                null,
                ("current", $"wrong password {attempt}"),
                ("chosen", "another password"),
                ("repeated", "another password")
            );
            html = await answer.Content.ReadAsStringAsync();
        }

        Assert.Contains("Too many wrong passwords", html, StringComparison.Ordinal);
    }

    private static async Task<List<bool>> GuessAsync(Browser browser, string email)
    {
        var locked = new List<bool>();
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var answer = await browser.SignInAsync(email, "wrong password");
            locked.Add((await answer.Content.ReadAsStringAsync()).Contains(Locked, StringComparison.Ordinal));
        }

        return locked;
    }
}
