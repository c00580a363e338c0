using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Access;

/// <summary>Makes the people, agents and keys that tests start from.</summary>
internal static class Fleet
{
    public const string Password = "the password of a test";

    /// <summary>Adds a person and returns the id.</summary>
    public static async Task<Guid> AddPersonAsync(this TestServer server, string email, Role role)
    {
        var answer = await server
            .As(TestServer.AdminToken)
            .PostAsJsonAsync(
                "/api/v1/people",
                new
                {
                    email,
                    displayName = $"A {role}",
                    role = role.ToString(),
                    temporaryPassword = Password,
                    mustChangePassword = false,
                }
            );
        answer.EnsureSuccessStatusCode();
        return (Guid)(await answer.JsonAsync())["id"]!;
    }

    /// <summary>A client with a personal token of a new person.</summary>
    public static async Task<HttpClient> AsAsync(this TestServer server, Role role)
    {
        var person = await server.AddPersonAsync(Names.NewAddress(), role);
        var caller = new System.Security.Claims.ClaimsPrincipal(PersonClaims.Of(person, "test", role, "test"));
        var issued = await server
            .Services.GetRequiredService<IssuePersonalToken>()
            .HandleAsync("test", null, caller, CancellationToken.None);
        return server.As(issued.Value!.Secret);
    }

    public static async Task AddAgentAsync(this TestServer server, string slug)
    {
        var answer = await server
            .As(TestServer.AdminToken)
            .PostAsJsonAsync("/api/v1/agents", new { slug, name = slug });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Makes a key and returns the whole answer.</summary>
    public static async Task<JsonObject> AddKeyAsync(
        this TestServer server,
        string agent,
        string[]? scopes = null,
        DateTimeOffset? expiresAt = null
    )
    {
        var answer = await server
            .As(TestServer.AdminToken)
            .PostAsJsonAsync(
                $"/api/v1/agents/{agent}/keys",
                new
                {
                    name = "test",
                    scopes,
                    expiresAt,
                }
            );
        answer.EnsureSuccessStatusCode();
        return await answer.JsonAsync();
    }
}
