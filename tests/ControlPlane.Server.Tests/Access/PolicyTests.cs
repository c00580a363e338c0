using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Tests.Platform;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Access;

public sealed class PolicyTests(TestPostgres postgres)
{
    [Fact]
    public async Task Telemetry_and_runs_are_written_by_keys_with_the_scope_and_by_operators()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var authorization = server.Services.GetRequiredService<IAuthorizationService>();
        async Task<(bool, bool)> MayAsync(ClaimsPrincipal caller) =>
            (
                (await authorization.AuthorizeAsync(caller, null, Policies.Ingest)).Succeeded,
                (await authorization.AuthorizeAsync(caller, null, Policies.Run)).Succeeded
            );

        Assert.Equal((true, false), await MayAsync(Key(Scopes.Ingest)));
        Assert.Equal((false, true), await MayAsync(Key(Scopes.Run)));
        Assert.Equal((false, false), await MayAsync(Key(Scopes.Gateway)));
        Assert.Equal((false, false), await MayAsync(PersonOf(Role.Viewer)));
        Assert.Equal((true, true), await MayAsync(PersonOf(Role.Operator)));
        Assert.Equal((true, true), await MayAsync(PersonOf(Role.Admin)));
        Assert.Equal((false, false), await MayAsync(new ClaimsPrincipal(new ClaimsIdentity())));
    }

    private static ClaimsPrincipal Key(string scope) =>
        new(new ClaimsIdentity([new(Caller.ScopeClaim, scope), new(Caller.KeyClaim, Guid.Empty.ToString())], "test"));

    private static ClaimsPrincipal PersonOf(Role role) => new(PersonClaims.Of(Guid.Empty, "test", role, "test"));
}
