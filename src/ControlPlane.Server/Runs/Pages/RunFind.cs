namespace ControlPlane.Server.Runs.Pages;

/// <summary>Looks for a text in the steps of a run: their names, kinds, models, tools, targets and errors.</summary>
public sealed class RunFind
{
    private IReadOnlySet<Guid> inContent = new HashSet<Guid>();
    private HashSet<Guid> matching = [];

    public string Text { get; private set; } = "";

    /// <summary>The steps that have it, in the order of the tree.</summary>
    public IReadOnlyList<Guid> Matches { get; private set; } = [];

    /// <summary>What was looked at of the stored content; null until it was.</summary>
    internal TextFound? Content { get; private set; }

    public bool IsActive => Text.Length > 0;

    public void Look(string text, IReadOnlyList<StepNode> nodes)
    {
        if (text != Text)
        {
            (Text, Content, inContent) = (text, null, new HashSet<Guid>());
        }

        Renew(nodes);
    }

    internal void Add(TextFound content, IReadOnlyList<StepNode> nodes)
    {
        (Content, inContent) = (content, content.Steps);
        Renew(nodes);
    }

    public void Renew(IReadOnlyList<StepNode> nodes)
    {
        Matches = IsActive
            ?
            [
                .. nodes
                    .Where(node => Has(node.Step) || inContent.Contains(node.Step.Key))
                    .Select(static node => node.Step.Key),
            ]
            : [];
        matching = [.. Matches];
    }

    public bool IsMatch(Guid key) => matching.Contains(key);

    /// <summary>The match after or before a step; the first or last of all if the step is none.</summary>
    public Guid? From(Guid? step, int by, Func<Guid, int> placeOf)
    {
        if (Matches.Count == 0)
        {
            return null;
        }

        var here = step is { } key ? placeOf(key) : -1;
        return by > 0
            ? Matches.Cast<Guid?>().FirstOrDefault(match => placeOf(match!.Value) > here) ?? Matches[0]
            : Matches.Cast<Guid?>().LastOrDefault(match => placeOf(match!.Value) < here) ?? Matches[^1];
    }

    public int NumberOf(Guid? step)
    {
        for (var i = 0; i < Matches.Count; i++)
        {
            if (Matches[i] == step)
            {
                return i + 1;
            }
        }

        return 0;
    }

    private bool Has(TraceStep step) =>
        Is(step.Name)
        || Is(step.Tool)
        || Is(step.Model)
        || Is(step.Target)
        || Is(step.ErrorType)
        || Is(step.ErrorMessage)
        || Is(StepWords.KindOf(step))
        || (step.Failed && Is("error"))
        || string.Equals(step.Id, Text, StringComparison.OrdinalIgnoreCase);

    private bool Is(string? text) => text?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true;
}
