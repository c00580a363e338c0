namespace ControlPlane.Server.Runs;

/// <summary>What became of a request that changes a run.</summary>
internal abstract record RunOutcome
{
    public sealed record Done(Guid RunId) : RunOutcome;

    /// <param name="Errors">By the field's name in JSON.</param>
    public sealed record Invalid(IDictionary<string, string[]> Errors) : RunOutcome
    {
        public static Invalid Of(string field, string error) =>
            new(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] });
    }

    public sealed record NotFound : RunOutcome;

    public sealed record Forbidden(string Reason) : RunOutcome;

    public sealed record Conflict(string Reason) : RunOutcome;
}
