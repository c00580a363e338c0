using System.Text.Json;
using System.Text.Json.Serialization;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Audit;

/// <summary>Writes the audit log.</summary>
internal sealed class AuditTrail(IDbContextFactory<ControlPlaneDb> databases, TimeProvider time)
{
    private const int TextLength = 300;
    private static readonly JsonSerializerOptions Json = JsonOptions();

    /// <summary>
    /// Adds an entry to what the caller is about to save, so that the change and its entry are stored in one transaction
    /// or not at all.
    /// </summary>
    public void Add(ControlPlaneDb database, AuditFact fact) => database.Add(EntryOf(fact));

    /// <summary>Stores what changes nothing else, such as a refused sign-in.</summary>
    public async Task WriteAsync(params IEnumerable<AuditFact> facts)
    {
        await using var database = await databases.CreateDbContextAsync();
        database.AddRange(facts.Select(EntryOf));
        await database.SaveChangesAsync();
    }

    private AuditEntry EntryOf(AuditFact fact)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            ActorKind = fact.Actor.Kind,
            ActorId = fact.Actor.Id,
            ActorName = Cut(fact.Actor.Name),
            Action = fact.Action,
            SubjectKind = fact.Subject.Kind,
            SubjectId = fact.Subject.Id,
            SubjectName = Cut(fact.Subject.Name),
            Before = Text(fact.Before),
            After = Text(fact.After),
            Reason = Reason(fact.Actor.Reason, fact.Reason),
            SourceAddress = fact.Actor.Address,
        };
    }

    private static string? Text(object? state) => state is null ? null : JsonSerializer.Serialize(state, Json);

    // Two sentences, if the person ended the first or not.
    private static string? Reason(string? given, string? own) =>
        given is null || own is null ? given ?? own
        : char.IsPunctuation(given[^1]) ? $"{given} {own}"
        : $"{given}. {own}";

    private static string Cut(string text) => text.Length <= TextLength ? text : text[..TextLength];

    private static JsonSerializerOptions JsonOptions()
    {
        var options = new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.Never };
        ApiJson.Configure(options);
        return options;
    }
}
