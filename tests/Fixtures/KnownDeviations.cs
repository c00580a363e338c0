namespace ControlPlane.Fixtures;

/// <summary>
/// Every fact in which a reading differs from what happened, because the client does not export it, or not rightly.
/// A test fails when a deviation is missing here, and when one that is listed no longer occurs.
/// </summary>
internal static class KnownDeviations
{
    private const string All = "*";

    private static readonly Deviation[] Table =
    [
        new(
            "anthropic-native",
            "final_text",
            "content is not recorded",
            "badjson badjson.stream escalation happy happy.http-json happy.stream retry429 toolloop"
        ),
        new(
            "anthropic-native",
            "tool_arguments",
            "content is not recorded",
            "badjson badjson.stream escalation happy happy.http-json happy.stream retry429 toolloop"
        ),
        new(
            "anthropic-native",
            "tools",
            "tool executions have no spans",
            "badjson badjson.stream escalation happy happy.http-json happy.stream retry429 toolloop"
        ),
        new(
            "dotnet-openai",
            "cached",
            "cached tokens are not exported",
            "badjson escalation happy happy.grpc happy.http retry429 toolloop"
        ),
        new(
            "dotnet-openai",
            "executed_arguments",
            "arguments of executed tools are not recorded",
            "badjson escalation happy happy.grpc happy.http retry429 toolloop"
        ),
        new(
            "dotnet-openai",
            "final_text",
            "content is not recorded",
            "badjson escalation happy happy.grpc happy.http retry429 toolloop"
        ),
        new(
            "dotnet-openai",
            "reasoning",
            "reasoning tokens are not exported",
            "escalation happy happy.grpc happy.http toolloop"
        ),
        new(
            "dotnet-openai",
            "tool_arguments",
            "content is not recorded",
            "badjson escalation happy happy.grpc happy.http retry429 toolloop"
        ),
        new(
            "genkit",
            "finish_reasons",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new(
            "genkit",
            "input",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new(
            "genkit",
            "llm_ok",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new("genkit", "models", "the answer is dropped when its tool arguments do not parse", "badjson"),
        new(
            "genkit",
            "output",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new("genkit", "session", "no session attribute is set", All),
        new(
            "genkit",
            "tool_arguments",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new("genkit", "tools", "a call with malformed arguments is never executed", "badjson"),
        new("genkit", "user", "no user attribute is set", All),
        new("google-adk", "executed_arguments", "the span of a refused tool call is empty", "badjson"),
        new("google-adk", "models", "a failed call carries no attributes at all", "error500 retry429"),
        new("google-adk", "tool_arguments", "the last chunk of the stream replaces the answer", "happy.stream"),
        new("google-adk", "user", "no user attribute is set", All),
        new(
            "langfuse",
            "finish_reasons",
            "not exported",
            "badjson escalation happy happy.native happy.stream retry429 toolloop"
        ),
        new("langfuse", "models", "a stream exports the requested model only", "happy.stream"),
        new("langfuse", "tools", "a call with malformed arguments is never executed", "badjson"),
        new("llamaindex", "finish_reasons", "the span of the call that broke the run is nearly empty", "badjson"),
        new(
            "llamaindex",
            "models",
            "only the requested model is exported",
            "badjson escalation happy retry429 toolloop"
        ),
        new("llamaindex", "session", "no session attribute is set", All),
        new(
            "llamaindex",
            "tool_arguments",
            "tool requests are left out of the messages",
            "badjson escalation happy retry429 toolloop"
        ),
        new("llamaindex", "tools", "tool executions have no spans", "badjson escalation happy retry429 toolloop"),
        new("llamaindex", "user", "no user attribute is set", All),
        new(
            "openinference-anthropic",
            "tools",
            "a call with malformed arguments is never executed",
            "badjson badjson.stream"
        ),
        new("openinference-anthropic", "user", "no user attribute is set", All),
        new(
            "openinference-langchain",
            "executed_arguments",
            "the only argument is exported without its name",
            "escalation happy happy.grpc happy.stream retry429 toolloop"
        ),
        new("openinference-langchain", "tools", "a call with malformed arguments is never executed", "badjson"),
        new("openinference-openai", "cached", "a stream exports no usage", "happy.stream"),
        new("openinference-openai", "input", "a stream exports no usage", "happy.stream"),
        new(
            "openinference-openai",
            "models",
            "a failed call has no span; a stream exports the requested model only",
            "error500 happy.stream happy.stream-nousage"
        ),
        new("openinference-openai", "output", "a stream exports no usage", "happy.stream"),
        new("openinference-openai", "reasoning", "a stream exports no usage", "happy.stream"),
        new("openinference-openai", "tools", "a call with malformed arguments is never executed", "badjson"),
        new("openinference-vercel", "reasoning", "reasoning tokens are not exported", "escalation happy toolloop"),
        new("openinference-vercel", "session", "no session attribute is set", All),
        new("openinference-vercel", "tools", "a call with malformed arguments is never executed", "badjson"),
        new("openinference-vercel", "user", "no user attribute is set", All),
        new("openlit", "reasoning", "reasoning tokens are not exported", "escalation happy happy.stream toolloop"),
        new("openlit", "session", "no session attribute is set", All),
        new(
            "openlit",
            "tool_arguments",
            "the messages of the Responses API have no parts",
            "escalation.openai-agents handoff.openai-agents happy.openai-agents retry429.openai-agents toolloop.openai-agents"
        ),
        new(
            "openlit",
            "tools",
            "tool executions have no spans; hand-offs of the agents SDK are agents, not tools",
            "badjson escalation handoff.openai-agents happy happy.anthropic happy.stream retry429 toolloop"
        ),
        new("openlit", "user", "no user attribute is set", All),
        new(
            "otel-openai",
            "cached",
            "cached tokens are not exported",
            "badjson escalation happy happy.grpc happy.gzip happy.http happy.http-json happy.latest happy.responses-stream happy.stream retry429 retry429.http toolloop"
        ),
        new(
            "otel-openai",
            "finish_reasons",
            "the client says more than the wire, where every answer is \"completed\"",
            "happy.responses-stream"
        ),
        new(
            "otel-openai",
            "reasoning",
            "reasoning tokens are not exported",
            "escalation happy happy.grpc happy.gzip happy.http happy.http-json happy.latest happy.responses-stream happy.stream toolloop"
        ),
        new(
            "otel-openai",
            "tools",
            "tool executions have no spans",
            "badjson escalation happy happy.grpc happy.gzip happy.http happy.http-json happy.latest happy.responses-stream happy.stream happy.stream-nousage retry429 retry429.http toolloop"
        ),
        new(
            "strands",
            "finish_reasons",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new(
            "strands",
            "input",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new(
            "strands",
            "llm_ok",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new(
            "strands",
            "models",
            "only the requested model is exported",
            "badjson escalation happy happy.latest retry429 toolloop"
        ),
        new(
            "strands",
            "output",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new("strands", "reasoning", "reasoning tokens are not exported", "escalation happy happy.latest toolloop"),
        new(
            "strands",
            "tool_arguments",
            "the answer is dropped when its tool arguments do not parse, with the tokens it cost",
            "badjson"
        ),
        new("strands", "tools", "a call with malformed arguments is never executed", "badjson"),
        new(
            "traceloop",
            "cached",
            "cached tokens are not exported",
            "badjson escalation happy happy.bare happy.stream retry429 toolloop"
        ),
        new(
            "traceloop",
            "finish_reasons",
            "an Anthropic stream exports none",
            "badjson.anthropic-stream happy.anthropic-stream"
        ),
        new(
            "traceloop",
            "input",
            "a stream exports a local estimate for its last call only",
            "happy.stream happy.stream-nousage"
        ),
        new(
            "traceloop",
            "output",
            "a stream exports a local estimate for its last call only",
            "happy.stream happy.stream-nousage"
        ),
        new(
            "traceloop",
            "reasoning",
            "reasoning tokens are not exported",
            "escalation happy happy.bare happy.stream toolloop"
        ),
        new(
            "traceloop",
            "tool_arguments",
            "an Anthropic stream exports empty arguments",
            "badjson.anthropic-stream happy.anthropic-stream"
        ),
        new(
            "traceloop",
            "tools",
            "a call with malformed arguments is never executed; bare instrumentation has no tool spans",
            "badjson badjson.anthropic-stream happy.bare"
        ),
        new(
            "vercel-ai-v5",
            "cached",
            "cached tokens are not exported",
            "badjson escalation happy happy.grpc happy.gzip happy.http-json happy.http-json.gzip happy.norecord happy.split happy.truncated retry429 toolloop toolloop.grpc"
        ),
        new("vercel-ai-v5", "executed_arguments", "recording of inputs and outputs is off", "happy.norecord"),
        new("vercel-ai-v5", "final_text", "recording of inputs and outputs is off", "happy.norecord"),
        new(
            "vercel-ai-v5",
            "reasoning",
            "reasoning tokens are not exported",
            "escalation happy happy.grpc happy.gzip happy.http-json happy.http-json.gzip happy.norecord happy.split happy.truncated toolloop toolloop.grpc"
        ),
        new("vercel-ai-v5", "tool_arguments", "recording of inputs and outputs is off", "happy.norecord"),
        new("vercel-ai-v5", "tools", "a call with malformed arguments is never executed", "badjson"),
        new(
            "vercel-ai-v7",
            "reasoning",
            "reasoning tokens are not exported",
            "escalation happy happy.agent happy.grpc happy.gzip happy.http-json happy.split happy.stream happy.truncated toolloop toolloop.split"
        ),
        new(
            "vercel-ai-v7",
            "session",
            "no session attribute is set",
            "badjson error500 error500.stream escalation happy happy.agent happy.anthropic happy.grpc happy.gzip happy.http-json happy.split happy.stream happy.truncated retry429 toolloop toolloop.split"
        ),
        new("vercel-ai-v7", "tool_arguments", "a length limit cut the messages", "happy.truncated"),
        new("vercel-ai-v7", "tools", "a call with malformed arguments is never executed", "badjson"),
        new(
            "vercel-ai-v7",
            "user",
            "no user attribute is set",
            "badjson error500 error500.stream escalation happy happy.agent happy.anthropic happy.grpc happy.gzip happy.http-json happy.split happy.stream happy.truncated retry429 toolloop toolloop.split"
        ),
    ];

    public static IEnumerable<string> FactsOf(string library, string captureId)
    {
        var name = captureId[(library.Length + 1)..];
        return Table
            .Where(deviation => deviation.Library == library)
            .Where(deviation => deviation.Captures == All || deviation.Captures.Split(' ').Contains(name))
            .Select(static deviation => deviation.Fact);
    }

    /// <summary>Rows that name a capture which does not exist.</summary>
    public static IEnumerable<string> Dangling(IReadOnlySet<string> captureIds) =>
        Table
            .Where(static deviation => deviation.Captures != All)
            .SelectMany(static d => d.Captures.Split(' ').Select(name => $"{d.Library}.{name}"))
            .Where(id => !captureIds.Contains(id));

    /// <param name="Captures">Names of the library's captures, or all of them.</param>
    private sealed record Deviation(string Library, string Fact, string Reason, string Captures);
}
