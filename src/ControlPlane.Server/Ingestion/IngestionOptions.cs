namespace ControlPlane.Server.Ingestion;

/// <summary>Settings <c>Ingestion:*</c>.</summary>
internal sealed class IngestionOptions
{
    /// <summary>Largest request in bytes, as sent and once unpacked.</summary>
    public int LargestRequest { get; set; } = 16 * 1024 * 1024;
}
