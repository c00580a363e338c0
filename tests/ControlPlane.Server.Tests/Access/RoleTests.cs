using System.Net;
using System.Net.Http.Json;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Tests.Platform;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Access;

public sealed class RoleTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;

    // What is here on purpose for callers whom nobody knows. Whoever adds a line says why in the review.
    private static readonly string[] Anonymous =
    [
        "GET /sign-in",
        "POST /sign-in",
        "POST /sign-out",
        "GET /welcome", // whoever holds an invitation cannot sign in yet
        "POST /welcome",
        " /health/live",
        " /health/ready",
        "GET /openapi/{documentName}.json",
    ];

    [Theory]
    [InlineData(Role.Viewer, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(Role.Operator, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(Role.Manager, HttpStatusCode.Created, HttpStatusCode.Forbidden)]
    [InlineData(Role.Admin, HttpStatusCode.Created, HttpStatusCode.OK)]
    public async Task A_role_can_do_what_the_ones_before_it_can_and_no_more(
        Role role,
        HttpStatusCode registersAgents,
        HttpStatusCode listsPeople
    )
    {
        using var caller = await server.AsAsync(role);

        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/api/v1/agents")).StatusCode);
        var registered = await caller.PostAsJsonAsync("/api/v1/agents", new { name = Names.New("billing") });
        Assert.Equal(registersAgents, registered.StatusCode);
        Assert.Equal(listsPeople, (await caller.GetAsync("/api/v1/people")).StatusCode);
    }

    [Fact]
    public async Task A_viewer_is_told_which_role_is_needed()
    {
        using var viewer = await server.AsAsync(Role.Viewer);

        var answer = await viewer.PostAsJsonAsync("/api/v1/agents", new { name = "billing" });

        Assert.Contains(
            "manager",
            (await answer.ProblemAsync(HttpStatusCode.Forbidden)).Text("detail"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_agent_key_reads_nothing_that_people_read()
    {
        using var key = server.As(TestServer.IngestKey);

        await (await key.GetAsync("/api/v1/agents")).ProblemAsync(HttpStatusCode.Forbidden);
        Assert.Equal("agent_key", (await (await key.GetAsync("/api/v1/whoami")).JsonAsync()).Text("kind"));
    }

    [Theory]
    [InlineData("/api/v1/agents")]
    [InlineData("/api/v1/whoami")]
    [InlineData("/api/v1/there-is-no-such-thing")]
    public async Task The_API_answers_strangers_with_a_problem_and_never_redirects(string path)
    {
        using var browser = new Browser(server);

        var answer = await browser.GetAsync(path);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_cookie_reads_the_API_and_cannot_change_anything_through_it()
    {
        var slug = Names.New("billing");
        using var browser = new Browser(server);
        await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/agents")).StatusCode);
        var answer = await browser.PostJsonAsync("/api/v1/agents", new { name = slug });

        await answer.ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Equal(0L, await server.ScalarAsync<long>($"SELECT count(*) FROM agents WHERE slug = '{slug}'"));
    }

    [Fact]
    public async Task A_wrong_token_is_not_saved_by_a_good_cookie()
    {
        using var wrong = server.As("cpa_0123456789_0123456789012345678901234567890123456789");

        var answer = await wrong.GetAsync("/api/v1/whoami");

        var problem = await answer.ProblemAsync(HttpStatusCode.Unauthorized);
        Assert.Equal("The token is unknown, expired or revoked.", problem.Text("detail"));
    }

    [Fact]
    public async Task Every_endpoint_names_a_policy_or_is_anonymous_on_purpose()
    {
        var endpoints = server
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(static source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(static endpoint => !IsOfTheFramework(endpoint))
            .ToArray();

        Assert.True(endpoints.Length >= 10, $"Only {endpoints.Length} endpoints were looked at.");
        Assert.Empty(endpoints.Where(static endpoint => !IsGuarded(endpoint)).Select(Describe));
    }

    [Fact]
    public void A_bare_endpoint_would_be_found_out()
    {
        var bare = new RouteEndpointBuilder(static _ => Task.CompletedTask, RoutePatternOf("/bare"), 0).Build();

        Assert.False(IsGuarded((RouteEndpoint)bare));
    }

    private static Microsoft.AspNetCore.Routing.Patterns.RoutePattern RoutePatternOf(string path) =>
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse(path);

    // Hubs and scripts of Blazor and static files: the fallback policy guards the former, the latter hold no data.
    private static bool IsOfTheFramework(RouteEndpoint endpoint) =>
        Path(endpoint).StartsWith("/_", StringComparison.Ordinal)
        || Path(endpoint) == "/{**path:file}"
        || endpoint.Metadata.Any(static data => data.GetType().Name == "StaticAssetDescriptor");

    private static bool IsGuarded(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            ? Anonymous.Contains(Describe(endpoint))
            : endpoint.Metadata.GetMetadata<IAuthorizeData>() is { Policy.Length: > 0 };

    private static string Describe(RouteEndpoint endpoint) =>
        $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0]} {Path(endpoint)}";

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.Trim('/');
}
