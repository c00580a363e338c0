using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Ingestion.Dialects;
using ControlPlane.Domain.Runs;
using static ControlPlane.Domain.Tests.Ingestion.Spans;

namespace ControlPlane.Domain.Tests.Ingestion;

/// <summary>Dialects, or parts of them, of which there is no capture.</summary>
public sealed class DialectTests
{
    [Fact]
    public void Every_dialect_has_a_name_of_its_own_and_the_last_one_reads_everything()
    {
        Assert.Equal(
            DialectCatalogue.All.Count,
            DialectCatalogue.All.Select(static dialect => dialect.Name).Distinct().Count()
        );
        Assert.Equal("unknown", DialectCatalogue.All[^1].Name);
        Assert.True(DialectCatalogue.All[^1].Speaks(Of("", "")));
    }

    [Fact]
    public void Mastra_counts_the_chat_span_only()
    {
        var chat = Of(
            "@mastra/otel-exporter",
            "chat gpt-5-mini",
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", "openai.chat"),
            ("gen_ai.request.model", "gpt-5-mini"),
            ("gen_ai.response.model", "gpt-5-mini-2025-08-07"),
            ("gen_ai.usage.input_tokens", 498L),
            ("gen_ai.usage.output_tokens", 42L),
            ("gen_ai.usage.cache_read.input_tokens", 256L),
            ("gen_ai.usage.reasoning_tokens", 18L),
            ("gen_ai.response.finish_reasons", "[\"tool-calls\"]"),
            ("mastra.metadata.sessionId", "s"),
            ("mastra.metadata.userId", "u"),
            ("mastra.metadata.body", "{\"id\":\"chatcmpl-1\"}"),
            ("mastra.completion_start_time", "2026-11-21T12:00:00.250Z")
        );
        var facts = Read(chat, "mastra");
        Assert.Equal((StepKind.Llm, "openai", "chatcmpl-1"), (facts.Kind, facts.Provider, facts.ResponseId));
        Assert.Equal(new TokenUsage(498, 42, 256, 0, 18), facts.Usage);
        Assert.Equal(["tool_call"], facts.FinishReasons);
        Assert.Equal(("s", "u"), (facts.SessionId, facts.UserId));
        Assert.Equal(TimeSpan.FromMilliseconds(250), facts.TimeToFirstToken);

        foreach (var type in (string[])["model_generation", "agent_step", "model_chunk"])
        {
            var around = Of("@mastra/otel-exporter", type, ("gen_ai.operation.name", type), ("mastra.span.type", type));
            Assert.Equal(StepKind.Other, Read(around, "mastra").Kind);
        }

        var chunk = Of(
            "@mastra/otel-exporter",
            "chunk",
            ("mastra.span.type", "model_chunk"),
            ("mastra.metadata.toolName", "t")
        );
        Assert.Null(Read(chunk, "mastra").ToolName);
    }

    [Fact]
    public void Mastra_tells_a_failed_call_by_its_finish_reason_only()
    {
        var failed = Of(
            "@mastra/otel-exporter",
            "chat m",
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.request.model", "m"),
            ("gen_ai.response.finish_reasons", "[\"error\"]")
        );
        Assert.Equal(StepStatus.Error, Read(failed with { StatusCode = 1 }, "mastra").Status);
    }

    [Fact]
    public void Mastra_names_the_tool_and_the_agent()
    {
        var tool = Of(
            "@mastra/otel-exporter",
            "execute_tool get_weather",
            ("gen_ai.operation.name", "execute_tool"),
            ("gen_ai.tool.name", "get_weather"),
            ("gen_ai.tool.call.id", "call_1"),
            ("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}"),
            ("gen_ai.tool.call.result", "{\"temp\":14}")
        );
        var facts = Read(tool, "mastra");
        Assert.Equal((StepKind.Tool, "get_weather", "call_1"), (facts.Kind, facts.ToolName, facts.ToolCallId));
        Assert.Equal("{\"city\":\"Paris\"}", Content(tool).Arguments!.ToJsonString());

        var agent = Of(
            "@mastra/otel-exporter",
            "invoke_agent A",
            ("gen_ai.operation.name", "invoke_agent"),
            ("gen_ai.agent.id", "a")
        );
        Assert.Equal(("invoke_agent", "a"), (Read(agent, "mastra").Operation, Read(agent, "mastra").AgentName));
    }

    [Fact]
    public void LangSmith_keeps_details_of_tokens_as_json_and_reasons_as_text()
    {
        var llm = Of(
            "langsmith",
            "ChatOpenAI",
            ("langsmith.span.kind", "llm"),
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.system", "langchain"),
            ("langsmith.metadata.ls_provider", "openai"),
            ("gen_ai.request.model", "gpt-5-mini"),
            ("gen_ai.usage.input_tokens", 498L),
            ("gen_ai.usage.output_tokens", 42L),
            ("gen_ai.usage.input_token_details", "{\"cache_read\":256}"),
            ("gen_ai.usage.output_token_details", "{\"reasoning\":18}"),
            ("gen_ai.response.finish_reasons", "tool_calls, stop"),
            ("langsmith.metadata.session_id", "s"),
            (
                "gen_ai.completion",
                """
                {"generations":[[{"text":"","message":{"lc":1,"type":"constructor","id":["langchain_core","messages",
                "AIMessage"],"kwargs":{"id":"chatcmpl-1","content":"","tool_calls":[{"name":"get_weather","args":
                {"city":"Paris"},"id":"call_1"}],"response_metadata":{"model_name":"gpt-5-mini-2025-08-07"}}}}]]}
                """
            )
        );
        var facts = Read(llm, "langsmith");
        Assert.Equal(new TokenUsage(498, 42, 256, 0, 18), facts.Usage);
        Assert.Equal(["tool_call", "stop"], facts.FinishReasons);
        Assert.Equal(
            ("openai", "gpt-5-mini-2025-08-07", "chatcmpl-1"),
            (facts.Provider, facts.ResponseModel, facts.ResponseId)
        );
        Assert.Equal("s", facts.SessionId);
        var part = Assert.Single(Assert.Single(Content(llm).Output).Parts);
        Assert.Equal(("tool_call", "call_1", "get_weather"), (part.Type, part.ToolCallId, part.ToolName));
    }

    [Fact]
    public void LangSmith_calls_a_graph_a_chain_without_parent()
    {
        var root = Of("langsmith", "LangGraph", ("langsmith.span.kind", "chain"), ("langsmith.trace.name", "ops_agent"))
            .Root();
        Assert.Equal(
            ("invoke_agent", "ops_agent"),
            (Read(root, "langsmith").Operation, Read(root, "langsmith").AgentName)
        );

        var tool = Of(
            "langsmith",
            "get_weather",
            ("langsmith.span.kind", "tool"),
            ("gen_ai.prompt", "{\"input\":\"{\\\"city\\\":\\\"Paris\\\"}\"}")
        );
        Assert.Equal("get_weather", Read(tool, "langsmith").ToolName);
        Assert.Equal("{\"city\":\"Paris\"}", Content(tool).Arguments!.ToJsonString());
        Assert.Equal(StepKind.Other, Read(Of("langsmith", "p", ("langsmith.span.kind", "prompt")), "langsmith").Kind);
    }

    [Fact]
    public void Content_in_log_records_of_the_old_conventions_is_read_with_structured_bodies()
    {
        var chat = Of(
            "@elastic/opentelemetry-instrumentation-openai",
            "chat m",
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.system", "openai"),
            ("gen_ai.request.model", "m")
        );
        var call = Map(
            ("id", "call_1"),
            ("type", "function"),
            ("function", Map(("name", "f"), ("arguments", "{\"a\":1")))
        );
        var content = DialectCatalogue.ReadContent(
            chat,
            [
                Log(
                    "gen_ai.choice",
                    Map(
                        ("index", 0L),
                        ("finish_reason", "tool_calls"),
                        ("message", Map(("tool_calls", new List<object?> { call })))
                    )
                ),
                Log("gen_ai.system.message", Map(("role", "system"), ("content", "Be kind."))),
                Log("gen_ai.user.message", Map(("content", "Hello"))),
                Log("gen_ai.tool.message", Map(("id", "call_0"), ("content", "{\"ok\":true}"))),
                Log(null, "noise"),
            ]
        );
        Assert.Equal(["system", "user", "tool"], content.Input.Select(static message => message.Role));
        Assert.Equal("{\"ok\":true}", content.Input[2].Parts[0].Value!.ToJsonString());
        var answer = Assert.Single(content.Output);
        Assert.Equal(("tool_call", "assistant"), (answer.FinishReason, answer.Role));
        Assert.Equal("{\"a\":1", (string?)answer.Parts[0].Value);
    }

    [Fact]
    public void OpenLLMetry_for_Python_flattens_prompts_and_keeps_its_first_names()
    {
        var chat = Of(
            "opentelemetry.instrumentation.openai.v1",
            "openai.chat",
            ("llm.request.type", "chat"),
            ("gen_ai.system", "OpenAI"),
            ("gen_ai.request.model", "gpt-4o"),
            ("gen_ai.usage.prompt_tokens", 20L),
            ("gen_ai.usage.completion_tokens", 5L),
            ("gen_ai.usage.cache_read_input_tokens", 8L),
            ("gen_ai.prompt.0.role", "system"),
            ("gen_ai.prompt.0.content", "Be kind."),
            ("gen_ai.prompt.10.role", "user"),
            ("gen_ai.prompt.10.content", "Hello"),
            ("gen_ai.completion.0.role", "assistant"),
            ("gen_ai.completion.0.finish_reason", "tool_calls"),
            ("gen_ai.completion.0.tool_calls.0.name", "f"),
            ("gen_ai.completion.0.tool_calls.0.id", "call_1"),
            ("gen_ai.completion.0.tool_calls.0.arguments", "{\"a\": ")
        );
        var facts = Read(chat, "traceloop");
        Assert.Equal((StepKind.Llm, "openai"), (facts.Kind, facts.Provider));
        Assert.Equal(new TokenUsage(20, 5, 8, 0, 0), facts.Usage);
        Assert.True(facts.HasMalformedToolArguments);
        Assert.Equal(["tool_call"], facts.FinishReasons);
        Assert.Equal(["Be kind.", "Hello"], Content(chat).Input.Select(static message => message.Parts[0].Text));
        Assert.Equal("call_1", Content(chat).Output[0].Parts[0].ToolCallId);
    }

    [Fact]
    public void Pydantic_AI_is_read_with_its_own_names()
    {
        var run = Of(
                "pydantic-ai",
                "agent run",
                ("agent_name", "helper"),
                ("pydantic_ai.all_messages", "[]"),
                ("final_result", "Done.")
            )
            .Root();
        Assert.Equal(
            ("invoke_agent", "helper"),
            (Read(run, "pydantic_ai").Operation, Read(run, "pydantic_ai").AgentName)
        );
        Assert.Equal("Done.", Content(run).OutputText);

        var tool = Of(
            "pydantic-ai",
            "running tool",
            ("gen_ai.tool.name", "f"),
            ("tool_arguments", "{\"a\":1}"),
            ("tool_response", "ok")
        );
        Assert.Equal((StepKind.Tool, "f"), (Read(tool, "pydantic_ai").Kind, Read(tool, "pydantic_ai").ToolName));
        Assert.Equal("{\"a\":1}", Content(tool).Arguments!.ToJsonString());

        var chat = Of(
            "pydantic-ai",
            "chat gpt-4o",
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.request.model", "gpt-4o"),
            ("gen_ai.usage.input_tokens", 9L),
            ("gen_ai.usage.output_tokens", 3L),
            ("gen_ai.usage.details.reasoning_tokens", 2L),
            ("operation.cost", 0.0001),
            (
                "events",
                """[{"event.name":"gen_ai.user.message","role":"user","content":"Hi"},{"event.name":"gen_ai.choice","message":{"role":"assistant","content":"Hello"}}]"""
            )
        );
        var facts = Read(chat, "pydantic_ai");
        Assert.Equal((2L, 100_000L), (facts.Usage!.Reasoning, facts.ReportedCostNanoUsd!.Value));
        Assert.Equal(("Hi", "Hello"), (Content(chat).Input[0].Parts[0].Text, Content(chat).OutputText));
    }

    [Theory]
    [InlineData("az.ai.openai", "gpt-4o", "azure.ai.openai")]
    [InlineData("openai.responses", "gpt-5", "openai")]
    [InlineData("anthropic.messages", "claude-sonnet-4-5", "anthropic")]
    [InlineData("AWS.Bedrock", "anthropic.claude-3", "aws.bedrock")]
    [InlineData("google.generative-ai", "gemini-2.5-flash", "gcp.gemini")]
    [InlineData(null, "claude-haiku-4", "anthropic")]
    [InlineData("something-new", "m", "something-new")]
    public void Providers_have_one_name(string? system, string model, string provider)
    {
        var chat = Of(
            "lib",
            "chat",
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.system", system),
            ("gen_ai.request.model", model)
        );
        Assert.Equal(provider, Read(chat, "gen_ai").Provider);
    }

    [Fact]
    public void Embeddings_cost_money_and_are_model_calls()
    {
        var embeddings = Of(
            "lib",
            "embeddings m",
            ("gen_ai.operation.name", "embeddings"),
            ("gen_ai.usage.input_tokens", 7L)
        );
        var facts = Read(embeddings, "gen_ai");
        Assert.Equal((StepKind.Llm, "embeddings", 7L), (facts.Kind, facts.Operation, facts.Usage!.Input));
        Assert.Equal(
            StepKind.Llm,
            Read(Of("ai", "e", ("ai.operationId", "ai.embed.doEmbed"), ("ai.usage.tokens", 7L)), "vercel_ai").Kind
        );
        Assert.Equal(StepKind.Other, Read(Of("ai", "e", ("ai.operationId", "ai.embed")), "vercel_ai").Kind);
    }

    [Fact]
    public void Guardrails_are_guardrails()
    {
        Assert.Equal(
            StepKind.Guardrail,
            Read(Of("x", "g", ("openinference.span.kind", "GUARDRAIL")), "openinference").Kind
        );
        Assert.Equal(
            StepKind.Guardrail,
            Read(Of("x", "g", ("langfuse.observation.type", "guardrail")), "langfuse").Kind
        );
    }

    [Fact]
    public void The_same_attribute_means_what_its_library_means_by_it()
    {
        TelemetrySpan By(string scope) =>
            Of(
                scope,
                "chat",
                ("gen_ai.operation.name", "chat"),
                ("gen_ai.usage.input_tokens", 1000L),
                ("gen_ai.usage.output_tokens", 10L),
                ("gen_ai.usage.cache_read.input_tokens", 300L),
                ("gen_ai.usage.cache_creation.input_tokens", 50L)
            );
        Assert.Equal(1350, DialectCatalogue.Read(By("@traceloop/instrumentation-anthropic")).Usage!.Input);
        Assert.Equal(1350, DialectCatalogue.Read(By("@openlit/instrumentation-anthropic")).Usage!.Input);
        Assert.Equal(1000, DialectCatalogue.Read(By("com.anthropic.sdk.typescript")).Usage!.Input);
        Assert.Equal(1000, DialectCatalogue.Read(By("any other library")).Usage!.Input);
    }

    [Fact]
    public void A_part_larger_than_the_whole_was_not_in_it()
    {
        var chat = Of(
            "lib",
            "chat",
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.usage.input_tokens", 10L),
            ("gen_ai.usage.cache_read.input_tokens", 300L)
        );
        Assert.Equal(new TokenUsage(310, 0, 300, 0, 0), Read(chat, "gen_ai").Usage);
    }

    [Fact]
    public void Merged_tools_of_the_agent_development_kit_are_no_call()
    {
        var merged = Of(
            "gcp.vertex.agent",
            "execute_tool (merged)",
            ("gen_ai.operation.name", "execute_tool"),
            ("gen_ai.tool.name", "(merged tools)")
        );
        Assert.Equal(StepKind.Other, Read(merged, "google_adk").Kind);
        var handOff = Of("gcp.vertex.agent", "execute_tool transfer_to_agent");
        Assert.Equal(
            (StepKind.Tool, "transfer_to_agent"),
            (Read(handOff, "google_adk").Kind, Read(handOff, "google_adk").ToolName)
        );
    }

    [Fact]
    public void A_library_that_names_requested_tools_on_its_model_calls_makes_no_tool_calls_of_them()
    {
        var chat = Of(
            "@openlit/instrumentation-vllm",
            "chat",
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.tool.name", "a, b")
        );
        Assert.Equal((StepKind.Llm, null), (Read(chat, "openlit").Kind, Read(chat, "openlit").ToolName));
    }

    [Fact]
    public void A_span_nobody_knows_is_a_step()
    {
        var facts = Read(
            Of("my.app", "do things", ("controlplane.run.id", "0199a0c0-0000-7000-8000-000000000001")),
            "unknown"
        );
        Assert.Equal((StepKind.Other, "do things", "service"), (facts.Kind, facts.Name, facts.ServiceName));
        Assert.Equal(Guid.Parse("0199a0c0-0000-7000-8000-000000000001"), facts.RunId);
        Assert.Equal(
            StepKind.Decision,
            Read(
                Of("my.app", "d", ("controlplane.step.kind", "decision"), ("controlplane.confidence", 0.7)),
                "unknown"
            ).Kind
        );
    }

    [Fact]
    public void A_call_of_an_external_api_has_target_status_and_retries()
    {
        var call = Of(
            "http",
            "GET",
            ("http.request.method", "GET"),
            ("url.full", "https://api.example.com/x"),
            ("http.response.status_code", 503L),
            ("http.request.resend_count", 2L)
        ) with
        {
            Kind = 3,
        };
        var facts = Read(call, "http");
        Assert.Equal(
            (StepKind.Http, "https://api.example.com/x", 503, 2),
            (facts.Kind, facts.HttpTarget, facts.HttpStatus, facts.RetryCount)
        );
        Assert.Equal((StepStatus.Error, "retryable"), (facts.Status, facts.ErrorClass));

        var old = Of(
            "http",
            "GET",
            ("http.method", "GET"),
            ("net.peer.name", "h"),
            ("net.peer.port", 81L),
            ("http.target", "/p")
        ) with
        {
            Kind = 3,
        };
        Assert.Equal("h:81/p", Read(old, "http").HttpTarget);
        Assert.Equal(StepKind.Other, Read(old with { Kind = 2 }, "unknown").Kind);
    }

    [Theory]
    [InlineData("429 Rate limit reached", null, "rate_limit", "retryable")]
    [InlineData("Error code: 401 - invalid key", null, "auth", "terminal")]
    [InlineData("HTTP 503 (unavailable)", null, "api_error", "retryable")]
    [InlineData("bad request", "400", "api_error", "terminal")]
    [InlineData("boom", "APITimeoutError", "timeout", "retryable")]
    [InlineData("read ECONNRESET", "Error", "connection", "retryable")]
    [InlineData("Unexpected token", "SyntaxError", "parsing", "terminal")]
    [InlineData("field is required", "ValidationError", "schema", "terminal")]
    [InlineData("The order 500123 is unknown", "OrderError", "OrderError", null)]
    [InlineData("something else", null, "error", null)]
    public void Errors_are_named_and_classified(string message, string? type, string expected, string? errorClass)
    {
        var facts = Read(Of("my.app", "step").Red(message, type), "unknown");
        Assert.Equal((StepStatus.Error, expected, errorClass), (facts.Status, facts.ErrorType, facts.ErrorClass));
        Assert.Equal(message, facts.ErrorMessage);
        Assert.Contains(
            "at somewhere",
            Content(Of("my.app", "step").Red(message, type)).Traceback!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Facts_stay_short_and_sums_stay_sane()
    {
        var chat = Of(
            "lib",
            new string('n', 10_000),
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.request.model", new string('m', 10_000)),
            ("session.id", new string('s', 10_000)),
            ("gen_ai.usage.input_tokens", long.MaxValue),
            ("gen_ai.usage.output_tokens", -5L)
        );
        var facts = Read(chat, "gen_ai");
        Assert.True(facts.Name.Length <= 500 && facts.RequestModel!.Length <= 200 && facts.SessionId!.Length <= 200);
        Assert.Equal((1_000_000_000_000, 0), (facts.Usage!.Input, facts.Usage.Output));
        Assert.Equal(1_000, Read(Of("l", "s").Red(new string('e', 5_000)), "unknown").ErrorMessage!.Length);
    }

    [Fact]
    public void A_call_without_content_is_not_taken_for_an_empty_answer()
    {
        var bare = Of("my.app", "chat", ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m"));
        Assert.False(Read(bare, "gen_ai").HasEmptyAnswer);
        var empty = Of(
            "my.app",
            "chat",
            ("gen_ai.operation.name", "chat"),
            (
                "gen_ai.output.messages",
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"\"}],\"finish_reason\":\"\"}]"
            )
        );
        Assert.True(Read(empty, "gen_ai").HasEmptyAnswer);
    }

    private static StepFacts Read(TelemetrySpan span, string dialect)
    {
        var facts = DialectCatalogue.Read(span);
        Assert.Equal(dialect, facts.Dialect);
        return facts;
    }

    private static StepContent Content(TelemetrySpan span) => DialectCatalogue.ReadContent(span, []);
}
