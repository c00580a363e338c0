using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Questions about messages that were read.</summary>
internal static class Conversations
{
    /// <summary>
    /// The text of an answer. Some frameworks hand on the whole conversation as their output: then it is the last
    /// message, if the model said it.
    /// </summary>
    public static string? TextOf(IReadOnlyList<Message> messages)
    {
        var isConversation = messages.Any(static message => message.Role != "assistant");
        var answer = isConversation ? messages.TakeLast(1).Where(static message => message.Role != "user") : messages;
        var texts = answer.SelectMany(static message => message.Parts).Where(static part => part.Type == "text");
        var text = string.Join('\n', texts.Select(static part => part.Text));
        return text.Length == 0 ? null : text;
    }

    public static bool HasOutput(IReadOnlyList<Message> messages) =>
        messages
            .SelectMany(static message => message.Parts)
            .Any(static part => part.Type != "text" || !string.IsNullOrEmpty(part.Text));

    public static bool HasMalformedCall(IReadOnlyList<Message> messages) =>
        messages.SelectMany(static message => message.Parts).Any(PartJson.IsMalformedCall);

    public static IReadOnlyList<string> ReasonsOf(IReadOnlyList<Message> messages) =>
        FinishReasons.Fold(messages.Select(static message => message.FinishReason));

    /// <summary>System instructions before a conversation that does not hold them already.</summary>
    public static IReadOnlyList<Message> WithSystem(IReadOnlyList<Message> system, IReadOnlyList<Message> input) =>
        system.Count == 0 || input.Any(static message => message.Role == "system") ? input : [.. system, .. input];
}
