using System.Security.Claims;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Access.Pages;

/// <summary>What people see of themselves, and their personal tokens.</summary>
public sealed partial class Account : IDisposable
{
    private string? name;
    private string? role;
    private static readonly Question EndOthers = new(
        "End all other sessions?",
        "Every other browser is signed out at once, also where a page is open. This one stays.",
        "End them"
    );

    private IReadOnlyList<SessionRow>? sessions;
    private IReadOnlyList<TokenRow>? tokens;
    private IDisposable? watch;
    private IssuedToken? issued;
    private string? refused;
    private string newName = "";
    private int newDays = 90;
    private bool busy;

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    [Inject]
    private TokenQueries Queries { get; set; } = null!;

    [Inject]
    private IssuePersonalToken Issue { get; set; } = null!;

    [Inject]
    private RevokeToken Revoke { get; set; } = null!;

    [Inject]
    private SessionQueries Sessions { get; set; } = null!;

    [Inject]
    private EndSessions End { get; set; } = null!;

    [Inject]
    private LiveTopics Topics { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var caller = await CallerAsync();
        name = caller.Identity?.Name;
        role = caller.Role()?.ToString().ToLowerInvariant();
        await ReadAsync();
        if (caller.PersonId() is { } person)
        {
            watch = Topics.Subscribe(PersonTopics.Of(person), () => InvokeAsync(RefreshAsync));
        }
    }

    public void Dispose() => watch?.Dispose();

    private async Task RefreshAsync()
    {
        sessions = await Sessions.OpenAsync(await CallerAsync(), CancellationToken.None);
        StateHasChanged();
    }

    private async Task EndAsync(Guid session)
    {
        Take(await End.OneAsync(session, await CallerAsync(), CancellationToken.None));
        await ReadAsync();
    }

    private async Task EndOthersAsync()
    {
        Take(await End.OthersAsync(await CallerAsync(), CancellationToken.None));
        await ReadAsync();
    }

    private async Task<ClaimsPrincipal> CallerAsync() => (await Authentication.GetAuthenticationStateAsync()).User;

    private async Task ReadAsync()
    {
        var caller = await CallerAsync();
        sessions = await Sessions.OpenAsync(caller, CancellationToken.None);
        tokens = caller.PersonId() is { } person ? await Queries.OfPersonAsync(person, CancellationToken.None) : [];
    }

    private async Task CreateAsync()
    {
        busy = true;
        DateTimeOffset? end = newDays == 0 ? null : Time.GetUtcNow().AddDays(newDays);
        var outcome = await Issue.HandleAsync(newName, end, await CallerAsync(), CancellationToken.None);
        Take(outcome);
        if (outcome.Done)
        {
            issued = outcome.Value;
            newName = "";
        }

        await ReadAsync();
        busy = false;
    }

    private async Task RevokeAsync(Guid token)
    {
        Take(await Revoke.OwnAsync(token, await CallerAsync(), CancellationToken.None));
        await ReadAsync();
    }

    private void Take<T>(Outcome<T> outcome) => refused = outcome.Refusal?.Detail;
}
