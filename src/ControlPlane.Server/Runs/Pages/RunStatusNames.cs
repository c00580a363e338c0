using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Storage;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>How statuses are called on the screens. The store says waiting and succeeded where they say held and done.</summary>
internal static class RunStatusNames
{
    /// <summary>In the order in which they are offered.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<RunStatus>().Select(WordOf)];

    public static string WordOf(RunStatus status) =>
        status switch
        {
            RunStatus.Waiting => "held",
            RunStatus.Succeeded => "done",
            _ => StoredName.Of(status),
        };

    /// <summary>By the word or by the stored name, whatever the case.</summary>
    public static RunStatus? Named(string name)
    {
        var word = name.ToLowerInvariant();
        foreach (var status in Enum.GetValues<RunStatus>())
        {
            if (word == WordOf(status) || word == StoredName.Of(status))
            {
                return status;
            }
        }

        return null;
    }
}
