namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>One name for one provider, whatever a client calls it.</summary>
internal static class Providers
{
    private static readonly string[] Suffixes =
    [
        ".chat",
        ".responses",
        ".messages",
        ".completion",
        ".completions",
        ".embedding",
        ".embeddings",
        ".generative-ai",
    ];

    private static readonly (string Prefix, string Provider)[] ByModel =
    [
        ("gpt-", "openai"),
        ("chatgpt-", "openai"),
        ("o1", "openai"),
        ("o3", "openai"),
        ("o4", "openai"),
        ("text-embedding-", "openai"),
        ("claude-", "anthropic"),
        ("gemini-", "gcp.gemini"),
        ("mistral-", "mistral_ai"),
        ("command-", "cohere"),
        ("deepseek-", "deepseek"),
        ("grok-", "x_ai"),
    ];

    /// <summary>The provider as sent, folded; where it is missing, the one whose models are called like this.</summary>
    public static string? Fold(string? provider, string? model)
    {
        // LangChain names itself where it does not know the provider.
        if (string.IsNullOrWhiteSpace(provider) || provider == "langchain")
        {
            return OfModel(model);
        }

        var name = provider.Trim().ToLowerInvariant();
        foreach (var suffix in Suffixes)
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                name = name[..^suffix.Length];
                break;
            }
        }

        return name switch
        {
            "azure" or "azure_openai" or "azure-openai" or "az.ai.openai" or "azure.ai.openai" => "azure.ai.openai",
            "az.ai.inference" or "azure.ai.inference" => "azure.ai.inference",
            "bedrock" or "aws_bedrock" or "amazon-bedrock" or "amazon_bedrock" or "aws.bedrock" => "aws.bedrock",
            "google" or "gemini" or "google_genai" or "googleai" or "google-gla" or "gcp.gemini" => "gcp.gemini",
            "vertex_ai" or "vertexai" or "google.vertex" or "google-vertex" or "gcp.vertex_ai" => "gcp.vertex_ai",
            "mistral" or "mistralai" or "mistral_ai" => "mistral_ai",
            "xai" or "x_ai" => "x_ai",
            // The Agent Development Kit names itself where the provider belongs.
            "gcp.vertex.agent" => OfModel(model) ?? "gcp.gemini",
            _ => name,
        };
    }

    public static string? OfModel(string? model)
    {
        if (model is null)
        {
            return null;
        }

        foreach (var (prefix, provider) in ByModel)
        {
            if (model.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return provider;
            }
        }

        return null;
    }
}
