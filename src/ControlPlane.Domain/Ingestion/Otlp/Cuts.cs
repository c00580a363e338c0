using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>Counts what was cut while one span or record was read, and writes it on the report.</summary>
internal sealed class Cuts
{
    public int Attributes { get; set; }

    public int Events { get; set; }

    public int Values { get; set; }

    public string Text(string text)
    {
        if (text.Length <= OtlpLimits.TextLength)
        {
            return text;
        }

        Values++;
        return SafeText.Cut(text, OtlpLimits.TextLength);
    }

    public void MarkOn(Dictionary<string, object?> attributes)
    {
        Mark(attributes, OtlpLimits.AttributesCut, Attributes);
        Mark(attributes, OtlpLimits.EventsCut, Events);
        Mark(attributes, OtlpLimits.ValuesCut, Values);
    }

    private static void Mark(Dictionary<string, object?> attributes, string key, int count)
    {
        if (count > 0)
        {
            attributes[key] = (long)count;
        }
    }
}
