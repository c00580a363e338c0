using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Access;

public sealed class HostileInputTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;

    [Theory]
    [InlineData("user:cpa_\0\0\0\0\0\0\0\0\0\0_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("user:\0")]
    [InlineData("no colon")]
    public async Task Bytes_that_are_no_token_are_refused_like_any_other_wrong_token(string credentials)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/whoami");
        request.Headers.Authorization = new("Basic", basic);

        var answer = await server.Http.SendAsync(request);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_address_with_signs_that_cannot_be_stored_is_refused()
    {
        using var browser = new Browser(server);

        var answer = await browser.SignInAsync("a\0@example.test", "some password");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_form_that_cannot_be_read_shows_the_form_again(string type)
    {
        var content = new StringContent(string.Join('&', Enumerable.Range(0, 2000).Select(static n => $"a{n}=1")));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        var answer = await server.Http.PostAsync("/sign-in", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Try again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_leads_back_to_an_address_in_any_script()
    {
        using var browser = new Browser(server);

        var answer = await browser.SignInAsync(
            TestServer.AdminEmail,
            TestServer.AdminPassword,
            "/sign-in?returnUrl=%2Fruns%3Fagent%3D%C3%A9"
        );

        Assert.Equal("/runs?agent=%C3%A9", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\nWARN forged line of a log")]
    [InlineData("a\u202Etxt.exe")]
    public async Task A_name_is_one_line_that_looks_as_it_is(string name)
    {
        var agent = Names.New("billing");
        await server.AddAgentAsync(agent);
        using var admin = server.As(TestServer.AdminToken);

        HttpResponseMessage[] answers =
        [
            await admin.PostAsJsonAsync("/api/v1/agents", new { slug = "x", name }),
            await admin.PatchAsJsonAsync("/api/v1/agents/" + agent, new { owner = name }),
            await admin.PostAsJsonAsync($"/api/v1/agents/{agent}/keys", new { name }),
            await admin.PostAsJsonAsync(
                "/api/v1/people",
                new
                {
                    email = "a@example.test",
                    displayName = name,
                    role = "viewer",
                    temporaryPassword = Fleet.Password,
                }
            ),
        ];

        foreach (var answer in answers)
        {
            Assert.NotNull((await answer.ProblemAsync(HttpStatusCode.BadRequest))["errors"]);
        }
    }

    [Theory]
    [InlineData("/api/v1/runs?agent=%00")]
    [InlineData("/api/v1/agents?cursor=WyJcdTAwMDAiXQ")]
    public async Task What_the_database_cannot_hold_is_the_caller_s_mistake(string path)
    {
        var answer = await server.As(TestServer.AdminToken).GetAsync(path);

        await answer.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Half_of_a_character_is_the_caller_s_mistake()
    {
        var agent = Names.New("billing");
        await server.AddAgentAsync(agent);
        using var body = new StringContent("""{"name":"a\ud800"}""", Encoding.UTF8, "application/json");

        var answer = await server.As(TestServer.AdminToken).PatchAsync("/api/v1/agents/" + agent, body);

        await answer.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/runs?from=yesterday&to=later&status=what&range=long")]
    [InlineData("/runs?agent=%00")]
    public async Task A_mistyped_address_still_shows_its_page(string address)
    {
        using var browser = new Browser(server);
        await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task Answers_of_the_API_are_not_kept_by_browsers()
    {
        var answer = await server.As(TestServer.AdminToken).GetAsync("/api/v1/agents");

        Assert.True(answer.Headers.CacheControl!.NoStore);
    }
}
