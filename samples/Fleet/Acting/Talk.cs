namespace ControlPlane.Samples.Fleet.Acting;

/// <summary>A conversation with a model, which has seen the system text, the tools and what is attached before.</summary>
/// <param name="context">Tokens of all that: documents count here, because their text is not repeated in each report.</param>
internal sealed class Talk(Model model, string system, int context, params ToolSpec[] tools)
{
    private readonly List<Turn> turns = [];
    private long seen;

    public Model Model => model;

    public string System => system;

    public IReadOnlyList<ToolSpec> Tools => tools;

    public IReadOnlyList<Turn> Turns => [.. turns];

    public void Add(Turn turn) => turns.Add(turn);

    /// <summary>What the call costs in tokens. Providers keep a long beginning they have seen before.</summary>
    public Tokens Count(Turn output, Dice dice)
    {
        var input = context + turns.Sum(Length);
        var reasoning = model.Reasons > 0 ? 64L * (long)Math.Round(dice.Around(model.Reasons * 3)) : 0;
        var cached = Cached();
        var written = model.Provider == "anthropic" && input >= 2_048 ? input - cached - dice.Between(3, 9) : 0;
        seen = input;
        return new Tokens(input, Length(output) + reasoning, cached, written, reasoning);
    }

    private long Cached() =>
        seen < 1_024 ? 0
        : model.Provider == "anthropic" ? seen
        : seen / 128 * 128;

    private static long Length(Turn turn) =>
        4
        + (turn.Text?.Length ?? 0) / 4
        + (turn.Request is { } request ? 14 + request.Arguments.ToJsonString().Length / 3 : 0)
        + (turn.Response?.Result is { } result ? result.ToJsonString().Length / 3 : 0);
}
