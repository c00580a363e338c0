using System.Security.Cryptography;
using System.Text;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Tests.Runs;

/// <summary>Steps in a few words.</summary>
internal static class Step
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    public static readonly TokenUsage Tokens = new(100, 10, 0, 0, 0);

    public static Guid Key(string id) => new(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));

    /// <summary>A plain step that began so many seconds after noon and took one.</summary>
    public static StepFacts Other(string id, string? parent = null, int at = 0) =>
        new()
        {
            Key = Key(id),
            Id = id,
            ParentKey = parent is null ? null : Key(parent),
            ParentId = parent,
            TraceId = "trace",
            Kind = StepKind.Other,
            Name = id,
            StartedAt = Noon.AddSeconds(at),
            EndedAt = Noon.AddSeconds(at + 1),
            Scope = "lib@1",
            Dialect = "test",
            ServiceName = "service",
        };

    public static StepFacts Agent(string id, string? parent = null, int at = 0) =>
        Other(id, parent, at) with
        {
            Operation = "invoke_agent",
            AgentName = $"agent {id}",
        };

    public static StepFacts Llm(string id, string? parent = null, int at = 0) =>
        Other(id, parent, at) with
        {
            Kind = StepKind.Llm,
            Operation = "chat",
            RequestModel = "m",
            ResponseModel = "m-1",
            Usage = Tokens,
            HasOutput = true,
        };

    public static StepFacts Tool(string id, string name, string? parent = null, int at = 0) =>
        Other(id, parent, at) with
        {
            Kind = StepKind.Tool,
            Operation = "execute_tool",
            ToolName = name,
        };

    public static StepFacts Failed(this StepFacts step) =>
        step with
        {
            Status = StepStatus.Error,
            Usage = null,
            HasOutput = false,
            ResponseModel = null,
        };

    public static StepFacts Open(this StepFacts step) => step with { EndedAt = null, Usage = null, HasOutput = false };

    public static StepFacts Api(this StepFacts step) => step with { Scope = StepFacts.ApiScope, TraceId = null };
}
