namespace ControlPlane.Samples.Fleet.Acting;

/// <summary>The models that the mock speaks for, with their usual speed.</summary>
/// <param name="PerSecond">Output tokens a second.</param>
internal sealed record Model(
    string Provider,
    string Name,
    string Served,
    double FirstToken,
    double PerSecond,
    double Reasons = 0
)
{
    public static readonly Model Gpt5Mini = new("openai", "gpt-5-mini", "gpt-5-mini-2025-08-07", 0.7, 140, 0.9);
    public static readonly Model Gpt41Mini = new("openai", "gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", 0.4, 110);
    public static readonly Model Sonnet = new("anthropic", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", 1.1, 70);
    public static readonly Model Haiku = new("anthropic", "claude-haiku-4-5", "claude-haiku-4-5-20251001", 0.6, 150);
    public static readonly Model Flash = new("google", "gemini-2.5-flash", "gemini-2.5-flash", 0.5, 190, 0.4);

    public string ResponseId(Dice dice) =>
        Provider switch
        {
            "openai" => "chatcmpl-" + dice.Letters(29),
            "anthropic" => "msg_01" + dice.Letters(22),
            _ => dice.Letters(22),
        };

    public string CallId(Dice dice) => (Provider == "anthropic" ? "toolu_01" : "call_") + dice.Letters(22);
}
