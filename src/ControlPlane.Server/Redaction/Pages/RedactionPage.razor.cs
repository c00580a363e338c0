using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Domain.Redaction;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Redaction.Pages;

/// <summary>What is redacted: the built-in rules, and patterns of the installation's own.</summary>
public sealed partial class RedactionPage : IDisposable
{
    private const string DraftKind = "your-kind";

    private LiveView<IReadOnlyList<PatternRow>> view = null!;
    private IReadOnlyDictionary<string, string[]>? errors;
    private RedactionTotals? totals;
    private TriedRedaction? tried;
    private PatternRow? edited;
    private string? refused;
    private bool mayWrite;
    private bool busy;
    private int trial;

    private string name = "";
    private string expression = "";
    private string kind = "";
    private string text = "";

    [Inject]
    private AuthenticationStateProvider Authentication { get; set; } = null!;

    [Inject]
    private RedactionQueries Queries { get; set; } = null!;

    [Inject]
    private SavePattern Save { get; set; } = null!;

    [Inject]
    private DeletePattern Delete { get; set; } = null!;

    [Inject]
    private TryRedaction Trial { get; set; } = null!;

    [Inject]
    private LivePages Live { get; set; } = null!;

    private string? Problem => expression.Length == 0 ? null : RedactionPattern.Problem(expression);

    private string Finds =>
        tried is null || text.Length == 0 ? "Write or paste a text."
        : tried is { BuiltIn: 0, Own: 0 } ? "Nothing is taken out."
        : $"{tried.BuiltIn} by built-in rules, {tried.Own} by your patterns.";

    protected override void OnInitialized() =>
        view = Live.View<IReadOnlyList<PatternRow>>(InvokeAsync, StateHasChanged);

    protected override async Task OnInitializedAsync()
    {
        mayWrite = (await CallerAsync()).Role() >= Role.Admin;
        await view.OpenAsync(RedactionTopics.Patterns, "patterns", Queries.ListAsync);
        totals = await Queries.TotalsAsync(CancellationToken.None);
    }

    public void Dispose() => view.Dispose();

    private async Task<ClaimsPrincipal> CallerAsync() => (await Authentication.GetAuthenticationStateAsync()).User;

    private void Edit(PatternRow? pattern)
    {
        (edited, errors, refused) = (pattern, null, null);
        (name, expression, kind) = (pattern?.Name ?? "", pattern?.Expression ?? "", pattern?.Kind ?? "");
    }

    private async Task TryAsync()
    {
        var label = RedactionPattern.KindProblem(kind) is null ? kind : DraftKind;
        var draft =
            expression.Length > 0 && Problem is null
                ? new RedactionPattern(edited?.Id ?? Guid.Empty, name, expression, label)
                : null;
        var asked = ++trial;
        var found = await Trial.RunAsync(text, draft, edited?.Id, CancellationToken.None);
        if (asked == trial) // an earlier answer may come later
        {
            tried = found;
        }
    }

    private async Task SaveAsync()
    {
        var fields = new PatternFields(name, expression, kind, null);
        var caller = await CallerAsync();
        await TakeAsync(
            edited is null
                ? await Save.AddAsync(fields, caller, CancellationToken.None)
                : await Save.ChangeAsync(edited.Id, fields, caller, CancellationToken.None)
        );
        if (errors is null && refused is null)
        {
            Edit(null);
        }
    }

    private async Task SwitchAsync(PatternRow pattern) =>
        await TakeAsync(
            await Save.ChangeAsync(
                pattern.Id,
                new(null, null, null, !pattern.Enabled),
                await CallerAsync(),
                CancellationToken.None
            )
        );

    private async Task DeleteAsync(Guid pattern)
    {
        await TakeAsync(await Delete.HandleAsync(pattern, await CallerAsync(), CancellationToken.None));
        Edit(edited?.Id == pattern ? null : edited);
    }

    private async Task TakeAsync<T>(Outcome<T> outcome)
    {
        errors = outcome.Refusal?.Errors;
        refused = errors is null ? outcome.Refusal?.Detail : null;
        busy = false;
        await view.ReloadAsync();
        await TryAsync();
    }
}
