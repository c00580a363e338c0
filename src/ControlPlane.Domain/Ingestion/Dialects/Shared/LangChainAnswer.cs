using System.Text.Json.Nodes;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>What LangChain keeps of a model's answer: <c>{generations: [[{message, generationInfo}]]}</c>.</summary>
internal sealed class LangChainAnswer
{
    private readonly JsonNode? _message;
    private readonly JsonNode? _info;

    public LangChainAnswer(JsonNode? answer)
    {
        var generation = answer.Any("generations").AsItems().FirstOrDefault();
        generation = generation is JsonArray list ? list.FirstOrDefault() : generation;
        _message = generation.At("message", "kwargs") ?? generation.Any("message");
        _info = generation.Any("generationInfo", "generation_info");
    }

    private JsonNode? Metadata => _message.Any("response_metadata");

    public string? Model => (Metadata.Any("model_name", "model") ?? _info.Any("model_name")).AsText();

    public string? Id => (Metadata.Any("id") ?? _message.Any("id")).AsText();

    public string? FinishReason =>
        (Metadata.Any("finish_reason", "stop_reason") ?? _info.Any("finish_reason")).AsText();

    public TokenUsage? Usage =>
        _message.Any("usage_metadata") is { } usage && usage.Any("input_tokens").AsNumber() is { } input
            ? new TokenUsage(
                input,
                usage.Any("output_tokens").AsNumber() ?? 0,
                usage.Any("input_token_details").Any("cache_read").AsNumber() ?? 0,
                usage.Any("input_token_details").Any("cache_creation").AsNumber() ?? 0,
                usage.Any("output_token_details").Any("reasoning").AsNumber() ?? 0
            )
            : null;
}
