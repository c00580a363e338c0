using System.Security.Claims;
using ControlPlane.Server.Platform.Hosting.Http;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Access.Pages;

/// <summary>What people see of themselves, and their personal tokens.</summary>
public sealed partial class Account
{
    private string? name;
    private string? role;
    private IReadOnlyList<TokenRow>? tokens;
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
    private TimeProvider Time { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var caller = await CallerAsync();
        name = caller.Identity?.Name;
        role = caller.Role()?.ToString().ToLowerInvariant();
        await ReadAsync();
    }

    private async Task<ClaimsPrincipal> CallerAsync() => (await Authentication.GetAuthenticationStateAsync()).User;

    private async Task ReadAsync() =>
        tokens = (await CallerAsync()).PersonId() is { } person
            ? await Queries.OfPersonAsync(person, CancellationToken.None)
            : [];

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
