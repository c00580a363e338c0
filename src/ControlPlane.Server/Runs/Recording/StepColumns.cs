using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Storage;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// The narrow step row, column by column: the one place that knows their order for COPY, INSERT and SELECT. SQL and
/// code are kept beside each other here because this is the measured hot path and bypasses EF Core.
/// </summary>
internal static class StepColumns
{
    private static readonly string[] Names =
    [
        "class",
        "run_day",
        "run_id",
        "key",
        "id",
        "parent_key",
        "parent_id",
        "trace_id",
        "kind",
        "operation",
        "name",
        "started_at",
        "ended_at",
        "status",
        "scope",
        "dialect",
        "service_name",
        "agent_name",
        "session_id",
        "user_id",
        "environment",
        "version",
        "claimed_run_id",
        "provider",
        "request_model",
        "response_model",
        "response_id",
        "reservation_id",
        "input_tokens",
        "output_tokens",
        "cached_input_tokens",
        "cache_write_tokens",
        "reasoning_tokens",
        "max_tokens",
        "finish_reasons",
        "time_to_first_token_ms",
        "reported_cost_nano_usd",
        "malformed_tool_arguments",
        "has_output",
        "has_empty_answer",
        "parent_is_remote",
        "tool_name",
        "tool_call_id",
        "attempt",
        "retry_count",
        "confidence",
        "http_target",
        "http_status",
        "error_type",
        "error_message",
        "error_class",
        "severity",
        "redactions",
        "cost_nano_usd",
        "price",
        "received_at",
    ];

    /// <summary>All columns that a report fills, comma-separated, in the order of <see cref="WriteAsync"/>.</summary>
    public static string List { get; } = string.Join(", ", Names);

    /// <summary>The columns that a later, complete report of an open step overwrites.</summary>
    public static string Overwrite { get; } =
        string.Join(", ", Names.Skip(4).Select(static name => $"{name} = excluded.{name}"));

    public static async Task WriteAsync(NpgsqlBinaryImporter copy, StoredStep step, CancellationToken cancellation)
    {
        var f = step.Facts;
        await copy.StartRowAsync(cancellation);
        await copy.WriteAsync(step.Class, cancellation);
        await copy.WriteAsync(step.RunDay, NpgsqlDbType.Date, cancellation);
        await copy.WriteAsync(step.RunId, cancellation);
        await copy.WriteAsync(f.Key, cancellation);
        await copy.WriteAsync(f.Id, cancellation);
        await UuidAsync(f.ParentKey);
        await TextAsync(f.ParentId);
        await TextAsync(f.TraceId);
        await copy.WriteAsync(StoredName.Of(f.Kind), cancellation);
        await TextAsync(f.Operation);
        await copy.WriteAsync(f.Name, cancellation);
        await copy.WriteAsync(f.StartedAt.ToUniversalTime(), NpgsqlDbType.TimestampTz, cancellation);
        await TimeAsync(f.EndedAt);
        await copy.WriteAsync(StoredName.Of(f.Status), cancellation);
        await copy.WriteAsync(f.Scope, cancellation);
        await copy.WriteAsync(f.Dialect, cancellation);
        await TextAsync(f.ServiceName);
        await TextAsync(f.AgentName);
        await TextAsync(f.SessionId);
        await TextAsync(f.UserId);
        await TextAsync(f.Environment);
        await TextAsync(f.Version);
        await UuidAsync(f.RunId);
        await TextAsync(f.Provider);
        await TextAsync(f.RequestModel);
        await TextAsync(f.ResponseModel);
        await TextAsync(f.ResponseId);
        await TextAsync(f.ReservationId);
        await LongAsync(f.Usage?.Input);
        await LongAsync(f.Usage?.Output);
        await LongAsync(f.Usage?.CachedInput);
        await LongAsync(f.Usage?.CacheWrite);
        await LongAsync(f.Usage?.Reasoning);
        await LongAsync(f.MaxTokens);
        await copy.WriteAsync(f.FinishReasons as string[] ?? [.. f.FinishReasons], cancellation);
        await RealAsync(f.TimeToFirstToken?.TotalMilliseconds);
        await LongAsync(f.ReportedCostNanoUsd);
        await copy.WriteAsync(f.HasMalformedToolArguments, cancellation);
        await copy.WriteAsync(f.HasOutput, cancellation);
        await copy.WriteAsync(f.HasEmptyAnswer, cancellation);
        await copy.WriteAsync(f.ParentIsRemote, cancellation);
        await TextAsync(f.ToolName);
        await TextAsync(f.ToolCallId);
        await IntAsync(f.Attempt);
        await IntAsync(f.RetryCount);
        await RealAsync(f.Confidence);
        await TextAsync(f.HttpTarget);
        await IntAsync(f.HttpStatus);
        await TextAsync(f.ErrorType);
        await TextAsync(f.ErrorMessage);
        await TextAsync(f.ErrorClass);
        await TextAsync(f.Severity);
        await copy.WriteAsync(f.Redactions, cancellation);
        await LongAsync(step.CostNanoUsd);
        await TextAsync(step.Price);
        await copy.WriteAsync(step.ReceivedAt.ToUniversalTime(), NpgsqlDbType.TimestampTz, cancellation);

        Task TextAsync(string? value) =>
            value is null ? copy.WriteNullAsync(cancellation) : copy.WriteAsync(value, cancellation);
        Task UuidAsync(Guid? value) =>
            value is { } id ? copy.WriteAsync(id, cancellation) : copy.WriteNullAsync(cancellation);
        Task LongAsync(long? value) =>
            value is { } number ? copy.WriteAsync(number, cancellation) : copy.WriteNullAsync(cancellation);
        Task IntAsync(int? value) =>
            value is { } number ? copy.WriteAsync(number, cancellation) : copy.WriteNullAsync(cancellation);
        Task RealAsync(double? value) =>
            value is { } number ? copy.WriteAsync(number, cancellation) : copy.WriteNullAsync(cancellation);
        Task TimeAsync(DateTimeOffset? value) =>
            value is { } time
                ? copy.WriteAsync(time.ToUniversalTime(), NpgsqlDbType.TimestampTz, cancellation)
                : copy.WriteNullAsync(cancellation);
    }

    /// <summary>Reads a row selected with <see cref="List"/>, followed by <c>duplicate_of</c>.</summary>
    public static StoredStep Read(NpgsqlDataReader row)
    {
        var facts = new StepFacts
        {
            Key = row.GetGuid(3),
            Id = row.GetString(4),
            ParentKey = Uuid(5),
            ParentId = Text(6),
            TraceId = Text(7),
            Kind = StoredName.Parse<StepKind>(row.GetString(8)),
            Operation = Text(9),
            Name = row.GetString(10),
            StartedAt = row.GetFieldValue<DateTimeOffset>(11),
            EndedAt = row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
            Status = StoredName.Parse<StepStatus>(row.GetString(13)),
            Scope = row.GetString(14),
            Dialect = row.GetString(15),
            ServiceName = Text(16),
            AgentName = Text(17),
            SessionId = Text(18),
            UserId = Text(19),
            Environment = Text(20),
            Version = Text(21),
            RunId = Uuid(22),
            Provider = Text(23),
            RequestModel = Text(24),
            ResponseModel = Text(25),
            ResponseId = Text(26),
            ReservationId = Text(27),
            Usage = row.IsDBNull(28)
                ? null
                : new TokenUsage(
                    row.GetInt64(28),
                    row.GetInt64(29),
                    row.GetInt64(30),
                    row.GetInt64(31),
                    row.GetInt64(32)
                ),
            MaxTokens = Long(33),
            FinishReasons = row.GetFieldValue<string[]>(34),
            TimeToFirstToken = Real(35) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            ReportedCostNanoUsd = Long(36),
            HasMalformedToolArguments = row.GetBoolean(37),
            HasOutput = row.GetBoolean(38),
            HasEmptyAnswer = row.GetBoolean(39),
            ParentIsRemote = row.GetBoolean(40),
            ToolName = Text(41),
            ToolCallId = Text(42),
            Attempt = Int(43),
            RetryCount = Int(44),
            Confidence = Real(45),
            HttpTarget = Text(46),
            HttpStatus = Int(47),
            ErrorType = Text(48),
            ErrorMessage = Text(49),
            ErrorClass = Text(50),
            Severity = Text(51),
            Redactions = row.GetInt32(52),
        };
        return new StoredStep(
            row.GetString(0),
            row.GetFieldValue<DateOnly>(1),
            row.GetGuid(2),
            facts,
            Long(53),
            Text(54),
            row.GetFieldValue<DateTimeOffset>(55),
            Uuid(56)
        );

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        Guid? Uuid(int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
        long? Long(int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
        int? Int(int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
        double? Real(int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
    }
}
