using System.Security.Claims;
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

    private ReadView<IReadOnlyList<SessionRow>> sessions = null!;
    private ReadView<IReadOnlyList<TokenRow>> tokens = null!;
    private IDisposable? watch;
    private IssuedToken? issued;
    private string newName = "";
    private int newDays = 90;

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
    private LivePages Live { get; set; } = null!;

    [Inject]
    private LiveTopics Topics { get; set; } = null!;

    [Inject]
    private Saving Saving { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    protected override void OnInitialized()
    {
        sessions = Live.Once<IReadOnlyList<SessionRow>>(StateHasChanged);
        tokens = Live.Once<IReadOnlyList<TokenRow>>(StateHasChanged);
        Saving.Changed = ReloadAsync;
    }

    protected override async Task OnInitializedAsync()
    {
        var caller = await CallerAsync();
        name = caller.Identity?.Name;
        role = caller.Role()?.ToString().ToLowerInvariant();
        await sessions.OpenAsync(async cancellation => await Sessions.OpenAsync(await CallerAsync(), cancellation));
        await tokens.OpenAsync(async cancellation =>
            (await CallerAsync()).PersonId() is { } person ? await Queries.OfPersonAsync(person, cancellation) : []
        );
        if (caller.PersonId() is { } me)
        {
            watch = Topics.Subscribe(PersonTopics.Of(me), () => InvokeAsync(sessions.ReloadAsync));
        }
    }

    public void Dispose()
    {
        watch?.Dispose();
        sessions.Dispose();
        tokens.Dispose();
    }

    private async Task ReloadAsync()
    {
        await sessions.ReloadAsync();
        await tokens.ReloadAsync();
    }

    private static Question EndQuestion(SessionRow session) =>
        new(
            $"End the session of {session.Browser}?",
            "That browser is signed out at once, also where a page is open. What is typed there and not saved is lost.",
            "End it"
        );

    private Task EndAsync(SessionRow session, string? why) =>
        Saving.DoAsync(
            async () => await End.OneAsync(session.Id, (await CallerAsync()).Because(why), CancellationToken.None),
            $"Session of {session.Browser} ended"
        );

    private Task EndOthersAsync(string? why) =>
        Saving.DoAsync(
            async () => await End.OthersAsync((await CallerAsync()).Because(why), CancellationToken.None),
            "All other sessions ended"
        );

    private async Task<ClaimsPrincipal> CallerAsync() => (await Authentication.GetAuthenticationStateAsync()).User;

    private async Task CreateAsync()
    {
        DateTimeOffset? end = newDays == 0 ? null : Time.GetUtcNow().AddDays(newDays);
        var outcome = await Saving.DoAsync(
            async () => await Issue.HandleAsync(newName, end, await CallerAsync(), CancellationToken.None),
            $"Token “{newName}” created"
        );
        if (outcome.Done)
        {
            (issued, newName) = (outcome.Value, "");
        }
    }

    private Task RevokeAsync(TokenRow token, string? why) =>
        Saving.DoAsync(
            async () => await Revoke.OwnAsync(token.Id, (await CallerAsync()).Because(why), CancellationToken.None),
            $"Token “{token.Name}” revoked"
        );
}
