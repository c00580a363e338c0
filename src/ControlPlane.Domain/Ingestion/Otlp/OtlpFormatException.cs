namespace ControlPlane.Domain.Ingestion.Otlp;

/// <summary>The body is not an OTLP request at all: nothing of it can be kept.</summary>
public sealed class OtlpFormatException : Exception
{
    public OtlpFormatException() { }

    public OtlpFormatException(string message)
        : base(message) { }

    public OtlpFormatException(string message, Exception inner)
        : base(message, inner) { }
}
