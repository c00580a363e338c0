using System.Security.Claims;
using ControlPlane.Domain.Ingestion.Otlp;
using ControlPlane.Server.Access;
using ControlPlane.Server.Runs.Api;
using ControlPlane.Server.Runs.Recording;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ControlPlane.Server.Ingestion;

/// <summary>OTLP over HTTP: protobuf or JSON, packed or not. 200 is answered only after the commit.</summary>
internal static class OtlpEndpoints
{
    public static void MapOtlp(this WebApplication app)
    {
        foreach (var prefix in new[] { "", "/api/public/otel" })
        {
            var group = app.MapGroup(prefix + "/v1").WithTags("OpenTelemetry").RequireAuthorization(Policies.Ingest);
            group.MapPost("traces", Traces);
            group.MapPost("logs", Logs);
            group.MapPost("metrics", NoMetrics).ExcludeFromDescription();
        }
    }

    private static Task<IResult> Traces(
        HttpRequest request,
        ClaimsPrincipal user,
        OtlpBody body,
        IngestTelemetry ingest,
        CancellationToken cancellation
    ) =>
        AnswerAsync(
            request,
            body,
            (content, encoding) =>
                ingest.TracesAsync(
                    encoding == OtlpEncoding.Json ? OtlpJson.ReadTraces(content) : OtlpProtobuf.ReadTraces(content),
                    user.RunCaller().AgentId
                ),
            "rejectedSpans",
            cancellation
        );

    // Exporters often send all three signals to one address: say clearly that this one goes nowhere.
    private static ProblemHttpResult NoMetrics() =>
        TypedResults.Problem(
            "Metrics are not taken: runs are made of traces and logs. Switch the metrics exporter off.",
            statusCode: StatusCodes.Status404NotFound
        );

    private static Task<IResult> Logs(
        HttpRequest request,
        ClaimsPrincipal user,
        OtlpBody body,
        IngestTelemetry ingest,
        CancellationToken cancellation
    ) =>
        AnswerAsync(
            request,
            body,
            (content, encoding) =>
                ingest.LogsAsync(
                    encoding == OtlpEncoding.Json ? OtlpJson.ReadLogs(content) : OtlpProtobuf.ReadLogs(content),
                    user.RunCaller().AgentId
                ),
            "rejectedLogRecords",
            cancellation
        );

    private static async Task<IResult> AnswerAsync(
        HttpRequest request,
        OtlpBody body,
        Func<ReadOnlyMemory<byte>, OtlpEncoding, Task<IngestReceipt>> ingest,
        string rejectedField,
        CancellationToken cancellation
    )
    {
        try
        {
            var (content, encoding) = await body.ReadAsync(request, cancellation);
            return new OtlpAnswer(encoding, await ingest(content, encoding), rejectedField);
        }
        catch (OtlpBodyException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.StatusCode);
        }
        catch (OtlpFormatException malformed)
        {
            return TypedResults.Problem(malformed.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (Exception busy)
            when (busy is RecorderBusyException or StoreLostException or NpgsqlException { IsTransient: true })
        {
            return new BusyResult();
        }
    }
}
