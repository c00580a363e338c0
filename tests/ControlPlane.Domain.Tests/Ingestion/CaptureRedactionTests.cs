using ControlPlane.Domain.Ingestion;
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
                    .Where(static span => TelemetryRedactor.Redact(span).Count > 0)
                    .Select(span => $"{capture.Id}: {span.Name}")
            )
        );
        Assert.Empty(
            captures.SelectMany(static capture =>
                CaptureReading
                    .LogsOf(capture)
                    .Where(static log => TelemetryRedactor.Redact(log).Count > 0)
                    .Select(log => $"{capture.Id}: {log.EventName} {TelemetryRedactor.Redact(log).Log.Body}")
            )
        );
    }
}
