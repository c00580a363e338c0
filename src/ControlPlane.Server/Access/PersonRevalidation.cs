using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace ControlPlane.Server.Access;

/// <summary>A page stays open for a day without a request, so its person is looked at every minute too.</summary>
internal sealed class PersonRevalidation(ILoggerFactory log, IServiceScopeFactory scopes)
    : RevalidatingServerAuthenticationStateProvider(log)
{
    protected override TimeSpan RevalidationInterval => Session.Revalidation;

    // A changed role ends the page's session; the next request brings the new one.
    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var person = await scope
            .ServiceProvider.GetRequiredService<Session>()
            .FindAsync(authenticationState.User, cancellationToken);
        return person is not null && person.Role == authenticationState.User.Role();
    }
}
