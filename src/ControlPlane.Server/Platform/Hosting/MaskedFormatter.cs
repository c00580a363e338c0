using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace ControlPlane.Server.Platform.Hosting;

/// <summary>Writes an event as another formatter does, without the secrets in it.</summary>
internal sealed class MaskedFormatter(ITextFormatter formatter, SecretMask mask) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        output.Write(mask.Apply(text.ToString()));
    }
}
