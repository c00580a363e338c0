using ControlPlane.Server.Platform.Layout;
using Microsoft.AspNetCore.WebUtilities;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>What of one run is shown, as it stands in its address.</summary>
/// <param name="Scope">What the header narrows lists to: kept, so that the way back leads to the same list.</param>
internal sealed record RunAddress(Guid Run, PageScope? Scope)
{
    public const string StepName = "step";
    public const string ClosedName = "closed";
    public const string IdleName = "idle";

    // An address is no place for thousands of them.
    private const int MostClosed = 20;
    private const string Shown = "shown";

    /// <summary>The open step, as <see cref="RunSnapshot.LinkOf"/> names it.</summary>
    public string? Step { get; init; }

    /// <summary>The steps whose steps below are hidden; see <see cref="WithClosed"/>.</summary>
    public string? Closed { get; init; }

    /// <summary>Idle time is drawn to scale instead of folded.</summary>
    public bool ShowsIdle { get; init; }

    public IEnumerable<string> ClosedSteps =>
        (Closed ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString);

    public string Href =>
        Scope.On($"/runs/{Run}", (ClosedName, Closed), (IdleName, ShowsIdle ? Shown : null), (StepName, Step));

    public static RunAddress Of(Guid run, string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        return new(run, PageScope.Of(address))
        {
            Step = One(StepName),
            Closed = One(ClosedName),
            ShowsIdle = One(IdleName) == Shown,
        };

        string? One(string name) =>
            query.TryGetValue(name, out var values) && values[0] is { Length: > 0 } text ? text : null;
    }

    /// <param name="steps">As <see cref="RunSnapshot.LinkOf"/> names them. Only the first few stand in the address.</param>
    public RunAddress WithClosed(IEnumerable<string> steps) =>
        this with
        {
            Closed = string.Join(',', steps.Take(MostClosed).Select(Uri.EscapeDataString)) is { Length: > 0 } text
                ? text
                : null,
        };
}
