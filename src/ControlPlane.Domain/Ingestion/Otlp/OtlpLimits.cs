using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>How much one report may hold before it is cut. What was cut is said on the report itself.</summary>
public static class OtlpLimits
{
    /// <summary>Attributes of one span, event, scope, resource or record.</summary>
    public const int Attributes = 1_000;

    /// <summary>Events, and links, of one span.</summary>
    public const int Events = 1_000;

    /// <summary>UTF-16 units of one text.</summary>
    public const int TextLength = 256 * 1024;

    /// <summary>Arrays and maps inside each other.</summary>
    public const int Depth = 64;

    public const string AttributesCut = "controlplane.truncated.attributes";
    public const string EventsCut = "controlplane.truncated.events";
    public const string ValuesCut = "controlplane.truncated.values";

    /// <summary>How many parts were cut off or left out, as the attributes themselves say.</summary>
    public static int CutsOn(params ReadOnlySpan<AttributeBag> bags)
    {
        var cuts = 0L;
        foreach (var bag in bags)
        {
            foreach (var name in (ReadOnlySpan<string>)[AttributesCut, EventsCut, ValuesCut])
            {
                // A client may write anything under these names.
                cuts += Math.Clamp(bag.Number(name) ?? 0, 0, int.MaxValue);
            }
        }

        return (int)Math.Min(cuts, int.MaxValue);
    }
}
