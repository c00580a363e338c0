namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>Gathers attributes: the last of equal keys wins, and those beyond the limit are counted, not kept.</summary>
internal sealed class AttributeCollector(Cuts cuts)
{
    public Dictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);

    public void Add(string key, object? value)
    {
        if (key.Length == 0)
        {
            return;
        }

        if (Values.Count >= OtlpLimits.Attributes && !Values.ContainsKey(key))
        {
            cuts.Attributes++;
            return;
        }

        Values[key] = value;
    }
}
