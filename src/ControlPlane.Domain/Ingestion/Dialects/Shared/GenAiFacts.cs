using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Facts from the attributes of the GenAI conventions, old and new names alike.</summary>
internal static class GenAiFacts
{
    /// <summary>True if a span carries anything of the conventions that makes it more than a plain span.</summary>
    public static bool Speaks(AttributeBag a) =>
        a.Has("gen_ai.operation.name")
        || a.Has("gen_ai.provider.name")
        || a.Has("gen_ai.system")
        || a.Has("gen_ai.request.model")
        || a.Has("gen_ai.tool.name")
        || a.Has("llm.request.type");

    public static StepFacts Read(TelemetrySpan span, string dialect) =>
        Read(span, CommonFacts.From(span, dialect), OperationOf(span.Attributes));

    public static StepFacts Read(TelemetrySpan span, StepFacts common, string? operation)
    {
        var a = span.Attributes;
        var facts = common with
        {
            Kind = GenAiOperations.KindOf(operation),
            Operation = GenAiOperations.Fold(operation),
            AgentName = a.Text("gen_ai.agent.name"),
        };
        facts = facts.Kind switch
        {
            StepKind.Llm => WithModel(facts, span),
            StepKind.Tool => WithTool(facts, a),
            _ => facts,
        };
        return facts with { HasOutput = facts.HasOutput || a.Has("gen_ai.output.messages") };
    }

    public static StepFacts WithModel(StepFacts facts, TelemetrySpan span)
    {
        var a = span.Attributes;
        var request = a.FirstText("gen_ai.request.model", "llm.request.model");
        var response = a.FirstText("gen_ai.response.model", "llm.response.model");
        facts = facts with
        {
            Provider = Providers.Fold(a.FirstText("gen_ai.provider.name", "gen_ai.system"), response ?? request),
            RequestModel = request,
            ResponseModel = response,
            ResponseId = a.FirstText("gen_ai.response.id", "gen_ai.openai.response.id"),
            Usage = GenAiUsage.Read(span),
            MaxTokens = a.FirstNumber("gen_ai.request.max_tokens", "llm.request.max_tokens"),
            FinishReasons = FinishReasons.Fold(a.Texts("gen_ai.response.finish_reasons")),
            TimeToFirstToken = FirstToken.Read(span),
            ReportedCostNanoUsd = Money(a.FirstText("gen_ai.usage.cost", "gen_ai.usage.total_cost", "operation.cost")),
        };
        if (facts.FinishReasons.Contains(FinishReasons.Error) && facts.Status == StepStatus.Ok)
        {
            facts = ErrorFacts.Fail(facts, a.Text("error.type"), a.Text("error.message") ?? span.StatusMessage);
        }

        return LlmAnswer.AddTo(facts, GenAiContent.OutputOf(span));
    }

    /// <summary>US dollars as a decimal number, in nano-USD.</summary>
    public static long? Money(string? usd) =>
        decimal.TryParse(
            usd,
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out var amount
        ) && amount is >= 0 and < 1_000_000_000
            ? (long)decimal.Round(amount * 1_000_000_000m)
            : null;

    private static StepFacts WithTool(StepFacts facts, AttributeBag a) =>
        facts with
        {
            ToolName = a.Text("gen_ai.tool.name") ?? AfterPrefix(facts.Name, "execute_tool "),
            ToolCallId = a.Text("gen_ai.tool.call.id"),
            HasOutput = a.Has("gen_ai.tool.call.result"),
        };

    public static string? AfterPrefix(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length ? name[prefix.Length..] : null;

    private static string? OperationOf(AttributeBag a)
    {
        if (a.Text("gen_ai.operation.name") is { } operation)
        {
            return operation;
        }

        if (a.Text("llm.request.type") is { } type)
        {
            return type is "rerank" ? type
                : GenAiOperations.KindOf(type) == StepKind.Llm ? type
                : GenAiOperations.Chat;
        }

        if (a.Has("gen_ai.tool.name") && !a.Has("gen_ai.request.model"))
        {
            return GenAiOperations.ExecuteTool;
        }

        return a.Has("gen_ai.response.model") || a.Has("gen_ai.response.id") || GenAiUsage.IsIn(a)
            ? GenAiOperations.Chat
            : null;
    }
}
