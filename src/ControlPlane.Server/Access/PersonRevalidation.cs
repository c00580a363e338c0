using System.Security.Claims;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace ControlPlane.Server.Access;

/// <summary>
/// A page stays open for a day without a request. It hears at once when its session ends or its person's role changes,
/// and looks every minute anyway.
/// </summary>
internal sealed class PersonRevalidation : RevalidatingServerAuthenticationStateProvider
{
    private readonly IServiceScopeFactory scopes;
    private readonly LiveTopics topics;
    private readonly KnownSessions known;
    private readonly Lock gate = new();
    private IDisposable? subscription;
    private Guid? watched;
    private bool closed;

    public PersonRevalidation(ILoggerFactory log, IServiceScopeFactory scopes, LiveTopics topics, KnownSessions known)
        : base(log)
    {
        (this.scopes, this.topics, this.known) = (scopes, topics, known);
        AuthenticationStateChanged += WatchWhoIsHere;
    }

    protected override TimeSpan RevalidationInterval => Session.Revalidation;

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        var present = await PresentAsync(authenticationState.User, cancellationToken);
        return present is not null && present.Role() == authenticationState.User.Role();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            AuthenticationStateChanged -= WatchWhoIsHere;
            lock (gate)
            {
                closed = true;
                subscription?.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    // The state is there when it is set, so this waits for nothing.
    private void WatchWhoIsHere(Task<AuthenticationState> state)
    {
        var person = state.IsCompletedSuccessfully && !closed ? state.GetAwaiter().GetResult().User.PersonId() : null;
        lock (gate)
        {
            if (person != watched && !closed)
            {
                watched = person;
                subscription?.Dispose();
                subscription = person is { } id ? topics.Subscribe(PersonTopics.Of(id), LookAgainAsync) : null;
            }
        }
    }

    private async Task LookAgainAsync()
    {
        var before = (await GetAuthenticationStateAsync()).User;
        if (before.PersonId() is not { } person)
        {
            return;
        }

        known.Forget(person);
        var present = await PresentAsync(before, CancellationToken.None);
        if (present is null || present.Role() != before.Role())
        {
            SetAuthenticationState(Task.FromResult(new AuthenticationState(present ?? new(new ClaimsIdentity()))));
        }
    }

    private async Task<ClaimsPrincipal?> PresentAsync(ClaimsPrincipal caller, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Session>().FindAsync(caller, cancellation);
    }
}
