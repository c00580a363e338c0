using System.Security.Claims;
using ControlPlane.Domain.Access;
using ControlPlane.Domain.Redaction;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Layout;
using ControlPlane.Server.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ControlPlane.Server.Redaction.Pages;

/// <summary>What is redacted: the built-in rules, and patterns of the installation's own.</summary>
public sealed partial class RedactionPage : IDisposable
{
    private const string DraftKind = "your-kind";

    private LiveView<IReadOnlyList<PatternRow>> view = null!;
    private ReadView<RedactionTotals> totals = null!;
    private TriedRedaction? tried;
    private PatternRow? edited;
    private bool mayWrite;
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
    private Saving Saving { get; set; } = null!;

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

    protected override void OnInitialized()
    {
        view = Live.View<IReadOnlyList<PatternRow>>(InvokeAsync, StateHasChanged);
        totals = Live.Once<RedactionTotals>(StateHasChanged);
        Saving.Changed = async () =>
        {
            await view.ReloadAsync();
            await TryAsync();
        };
    }

    protected override async Task OnInitializedAsync()
    {
        mayWrite = (await CallerAsync()).Role() >= Role.Admin;
        await view.OpenAsync(RedactionTopics.Patterns, "patterns", Queries.ListAsync);
        await totals.OpenAsync(Queries.TotalsAsync);
    }

    public void Dispose()
    {
        view.Dispose();
        totals.Dispose();
    }

    private async Task<ClaimsPrincipal> CallerAsync() => (await Authentication.GetAuthenticationStateAsync()).User;

    private void Edit(PatternRow? pattern)
    {
        edited = pattern;
        Saving.Clear();
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
        var outcome = edited is { } before
            ? await ChangeAsync(
                before.Id,
                fields,
                $"Pattern “{name}” saved",
                new(before.Name, before.Expression, before.Kind, null)
            )
            : await Saving.DoAsync(
                async () => await Save.AddAsync(fields, await CallerAsync(), CancellationToken.None),
                $"Pattern “{name}” added: it holds from the next span on"
            );
        if (outcome.Done)
        {
            Edit(null);
        }
    }

    private Task SwitchAsync(PatternRow pattern, string? why = null) =>
        ChangeAsync(
            pattern.Id,
            new(null, null, null, !pattern.Enabled),
            $"Pattern “{pattern.Name}” switched {(pattern.Enabled ? "off" : "on")}",
            new(null, null, null, pattern.Enabled),
            why
        );

    private async Task DeleteAsync(PatternRow pattern, string? why)
    {
        var outcome = await Saving.DoAsync(
            async () =>
                await Delete.HandleAsync(pattern.Id, (await CallerAsync()).Because(why), CancellationToken.None),
            $"Pattern “{pattern.Name}” deleted"
        );
        if (outcome.Done && edited?.Id == pattern.Id)
        {
            Edit(null);
        }
    }

    private Task<Outcome<PatternRow>> ChangeAsync(
        Guid pattern,
        PatternFields fields,
        string said,
        PatternFields back,
        string? why = null
    )
    {
        return Saving.DoAsync(() => ApplyAsync(fields, why), said, () => ApplyAsync(back, null));

        async Task<Outcome<PatternRow>> ApplyAsync(PatternFields wanted, string? because) =>
            await Save.ChangeAsync(pattern, wanted, (await CallerAsync()).Because(because), CancellationToken.None);
    }

    private static Question OffQuestion(PatternRow pattern) =>
        new(
            $"Switch off the pattern “{pattern.Name}”?",
            "What it would have found is stored as it comes, from the next span on, and stays stored when the pattern is "
                + "switched on again.",
            "Switch off"
        );
}
