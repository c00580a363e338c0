using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ControlPlane.Server.Tests.Platform.Hosting;

/// <summary>What every answer of the server has in common.</summary>
public sealed class HttpBehaviourTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;

    [Theory]
    [InlineData("/api/v1/no-such-thing")]
    [InlineData("/v1/no-such-thing")]
    public async Task An_unknown_API_path_is_a_problem_whatever_the_caller_accepts(string path)
    {
        using var http = server.As(TestServer.AdminToken);
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        using var response = await http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(404, problem.GetProperty("status").GetInt32());
        Assert.Equal("Not Found", problem.GetProperty("title").GetString());
    }

    [Fact]
    public async Task An_unexpected_failure_is_a_problem_without_details()
    {
        await using var own = await StartFailingAsync(new InvalidOperationException("internal: hunter2"));

        using var http = own.As(TestServer.AdminToken);
        using var response = await http.GetAsync("/api/failing");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("hunter2", await response.Content.ReadAsStringAsync());
        Assert.True(response.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task An_unreachable_store_is_503_with_a_time_to_come_back()
    {
        var cause = new NpgsqlException("Failed to connect", new IOException("refused"));
        await using var own = await StartFailingAsync(new InvalidOperationException("likely transient", cause));

        using var http = own.As(TestServer.AdminToken);
        using var response = await http.GetAsync("/api/failing");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Every_answer_forbids_foreign_and_inline_scripts()
    {
        foreach (var path in (string[])["/health/live", "/swagger/index.html", "/api/nope", "/openapi/v1.json"])
        {
            using var response = await server.Http.GetAsync(path);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self';", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.DoesNotContain("http", policy);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        }
    }

    [Fact]
    public async Task The_contract_is_served_and_the_page_that_shows_it_has_no_inline_script()
    {
        var contract = await server.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        Assert.StartsWith("3.", contract.GetProperty("openapi").GetString(), StringComparison.Ordinal);

        var page = await server.Http.GetStringAsync("/swagger/index.html");
        Assert.Contains("<script src=", page);
        Assert.DoesNotMatch("<script(?![^>]*src=)[^>]*>", page);
        Assert.DoesNotContain("https://", page);
        using var script = await server.Http.GetAsync("/swagger/swagger-ui-bundle.js");
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }

    private Task<TestServer> StartFailingAsync(Exception failure) =>
        TestServer.StartAsync(
            postgres,
            configure: builder => builder.Services.AddSingleton<IStartupFilter>(new FailingPath(failure))
        );

    // After the server's own middleware, where an endpoint would be.
    private sealed class FailingPath(Exception failure) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                next(app);
                app.Map("/api/failing", branch => branch.Run(_ => throw failure));
            };
    }
}
