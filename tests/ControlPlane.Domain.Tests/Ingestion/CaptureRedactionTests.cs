using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Redaction;
using ControlPlane.Fixtures;

namespace ControlPlane.Domain.Tests.Ingestion;

public sealed class CaptureRedactionTests
{
    [Fact]
    public void Telemetry_of_real_clients_without_secrets_stays_as_it_is()
    {
        var captures = CaptureManifest.Load().Where(static capture => capture.HasTraffic).ToList();

        Assert.NotEmpty(captures);
        Assert.Empty(
            captures.SelectMany(static capture =>
                CaptureReading
                    .SpansOf(capture)
                    .Where(static span => new TelemetryRedactor(RedactionPatterns.None).Redact(span).Count > 0)
                    .Select(span => $"{capture.Id}: {span.Name}")
            )
        );
        Assert.Empty(
            captures.SelectMany(static capture =>
                CaptureReading
                    .LogsOf(capture)
                    .Where(static log => new TelemetryRedactor(RedactionPatterns.None).Redact(log).Count > 0)
                    .Select(log =>
                        $"{capture.Id}: {log.EventName} {new TelemetryRedactor(RedactionPatterns.None).Redact(log).Log.Body}"
                    )
            )
        );
    }
}
